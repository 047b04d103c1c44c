import type { Outcome, ReconcileResult, RunOptions } from './engine/index.ts';

const NOTHING = { candidates: 0, drift: 0, repaired: 0, deferred: 0, accepted: 0, bytes: 0, seconds: 0 };

/** The result of a run that ended before it read anything. */
export function endedBefore(
  outcome: Extract<Outcome, 'stopped' | 'inconclusive'>,
  error: unknown,
  { runId, clock, rules }: Pick<RunOptions, 'runId' | 'clock' | 'rules'>,
): ReconcileResult {
  const at = new Date(clock.now()).toISOString();
  const reason = error instanceof Error ? error.message : String(error);
  return {
    runId,
    outcome,
    startedAt: at,
    endedAt: at,
    rules: rules.map(({ name }) => ({ name, outcome, rows: { left: 0, right: 0 }, ...NOTHING, reason })),
    differences: [],
  };
}
