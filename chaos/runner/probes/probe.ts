import type { SystemDescription } from '../../schemas/index.ts';
import type { TargetClients } from '../../target.ts';

/** What a probe receives. A user's module sees only the part that `ProbeModule` promises. */
export interface ProbeContext {
  readonly system: SystemDescription;
  readonly clients: TargetClients;
  /** The target's time: virtual on one machine. */
  readonly now: () => Date;
  /** Virtual seconds per real second. */
  readonly speed: number;
  /** Token that starts every correlation id of the run. */
  readonly run: string;
  readonly when: 'before' | 'during' | 'after';
  /** Aborted when the answer is no longer wanted. */
  readonly signal: AbortSignal;
}
