import type { ArmedFault, HitLine } from '../schemas/control.ts';

/** A part of the injector that can fail, and what then is so. */
export const parts = {
  control: 'The control table could not be read, or holds what is no fault: what cannot be read does not act.',
  parameters: 'A fault was armed with parameters that are not its own: it does not act.',
  hits: 'A hit could not be counted: it does not happen.',
  'correlation-id':
    'The correlation id or the step of an event could not be told: only faults without a scenario act on it.',
  hook: 'A fault is armed for a handler that cannot offer the hook it needs: it does not act.',
} as const;

export type Part = keyof typeof parts;

/** The line of a hit as it is logged: what experiment and fault it was for stands there for people. */
export type HitLogLine = HitLine & Pick<ArmedFault, 'fault' | 'experiment' | 'run'>;

/** The injector's way to the world. None of it may throw but `countAttempt`. */
export interface InjectorPorts {
  /** Faults standing in the control table, at most a second old. Empty where the table cannot be read. */
  armed(): readonly ArmedFault[] | Promise<readonly ArmedFault[]>;
  /** Counts one more attempt of the fault on the correlation id, durably; the count, from 1. */
  countAttempt(fault: ArmedFault, correlationId: string): Promise<number>;
  log(line: HitLogLine): void;
  /** The injector could not do its part, and what it is about is served as if no fault were armed. */
  failed(service: string, part: Part, error: unknown): void;
  /** Milliseconds since the epoch by the clock that leases are written in. */
  now(): number;
  /** Logs the error of a record that failed alone, as its handler would have. */
  error(error: unknown): void;
  /** Waits in real time. */
  sleep(milliseconds: number): Promise<void>;
}
