import type { SystemDescription } from './system.ts';

/** What a probe of the user's own is given. */
export interface ProbeQuestion {
  /** Where the system is; set its `environment` for any AWS client. */
  readonly system: SystemDescription;
  /** Aborts when the answer is no longer wanted. */
  readonly signal: AbortSignal;
}

export interface ProbeAnswer {
  readonly holds: boolean;
  /** One sentence for the journal: what was looked at, and what was there. */
  readonly says: string;
}

/**
 * Default export of a probe's module. One that throws is a probe that broke, and says nothing of the system: the run
 * then decides nothing.
 */
export type ProbeModule = (question: ProbeQuestion) => ProbeAnswer | Promise<ProbeAnswer>;
