import type { ArmedFault, HitLine, ServedLine } from '../schemas/control.ts';

/** The parts of the injector that can fail, and the consequence. */
export const parts = {
  control: 'The control table, or an item in it, could not be read. Faults that cannot be read do not act.',
  parameters: 'A fault was armed with parameters that it does not accept. It does not act.',
  hits: 'A hit could not be counted. It does not happen.',
  'correlation-id':
    'The correlation id or the step of an event could not be read. Only faults without a scenario act on it.',
  hook: 'A fault needs a hook that the handler cannot offer. It does not act.',
} as const;

export type Part = keyof typeof parts;

/** The log line of a hit. It names fault, experiment and run for people. */
export type HitLogLine = HitLine & Pick<ArmedFault, 'fault' | 'experiment' | 'run'>;

/** Learns of a hit before the fault acts; the fault waits for what it returns. */
export type HitListener = (hit: HitLogLine) => void | Promise<void>;

/** What the injector needs from outside. Only `countAttempt` may throw. */
export interface InjectorPorts {
  /** The faults in the control table, read at most a second ago. Empty if the table cannot be read. */
  armed(): readonly ArmedFault[] | Promise<readonly ArmedFault[]>;
  /** Durably counts one more attempt of the fault on the correlation id. @returns the count, from 1 */
  countAttempt(fault: ArmedFault, correlationId: string): Promise<number>;
  log(line: HitLogLine): void;
  /** Calls the listeners with a hit, before the fault acts. Never rejects. */
  announce(line: HitLogLine): Promise<void>;
  /** Reports a place that is served while a run has armed faults; the same place once. */
  served(place: Omit<ServedLine, 'event'>): void;
  /** Reports that a part of the injector failed. The event is then served as if no fault were armed. */
  failed(service: string, part: Part, error: unknown): void;
  /** Milliseconds since the epoch, on the clock that leases are written in. */
  now(): number;
  /** Logs the error of a record that failed alone, as its handler would have done. */
  error(error: unknown): void;
  /** Waits in real time. */
  sleep(milliseconds: number): Promise<void>;
}
