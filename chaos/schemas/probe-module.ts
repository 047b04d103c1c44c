import type { SystemDescription } from './system.ts';

/** What a probe module receives. */
export interface ProbeInput {
  /** The system; set its `environment` for any AWS client. */
  readonly system: SystemDescription;
  /** Aborts when the answer is no longer needed. */
  readonly signal: AbortSignal;
}

export interface ProbeAnswer {
  /** Whether what the probe tests holds. */
  readonly ok: boolean;
  /** One sentence for the journal: what the probe looked at, and what it found. */
  readonly message: string;
}

/**
 * The default export of a probe module. If it throws, the probe is broken and says nothing about the system, so the run
 * decides nothing.
 */
export type ProbeModule = (input: ProbeInput) => ProbeAnswer | Promise<ProbeAnswer>;
