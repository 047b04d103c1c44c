import type { SystemDescription } from '../../schemas/index.ts';
import type { TargetClients } from '../ports.ts';

/** What a probe found. */
export interface ProbeAnswer {
  readonly holds: boolean;
  /** One sentence, with the figure that it rests on. */
  readonly says: string;
}

/** What a probe is given. */
export interface ProbeContext {
  readonly system: SystemDescription;
  readonly clients: TargetClients;
  /** The target's time: virtual on one machine. */
  readonly now: () => Date;
  /** Virtual seconds in a real one. */
  readonly speed: number;
  /** Token that starts every correlation id of the run. */
  readonly run: string;
  readonly when: 'before' | 'during' | 'after';
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/**
 * A probe of the user's: the default export of the module that an experiment names. One that throws has given no
 * answer: the run then decides nothing.
 */
export type ProbeModule = (context: ProbeContext) => Promise<ProbeAnswer>;
