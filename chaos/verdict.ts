import type { Check, Journal, VerdictName } from './schemas/index.ts';

export interface Verdict {
  readonly verdict: VerdictName;
  /** One sentence for each check that decided it. */
  readonly reasons: readonly string[];
}

/** What the shell sees of a verdict. */
export const verdictExitCodes: Readonly<Record<VerdictName, number>> = { PASS: 0, FAIL: 1, INVALID: 3 };

/**
 * A violation that is proven fails the run, whatever else is unknown and however the run ended: checks prove one only
 * from whole files. A run that did not come to its end, or of which something is unknown, decides nothing; all else passes.
 */
export function verdictOf(checks: readonly Check[], status: Journal['status']): Verdict {
  const invalid = checks.filter(({ result }) => result === 'invalid');
  if (invalid.length > 0) return { verdict: 'FAIL', reasons: invalid.map(reasonOf) };
  const unknown = checks.filter(({ result }) => result === 'unknown');
  const reasons = [...(status === 'completed' ? [] : [ENDINGS[status]]), ...unknown.map(reasonOf)];
  if (reasons.length > 0) return { verdict: 'INVALID', reasons };
  return { verdict: 'PASS', reasons: [`All ${checks.length} checks are valid.`] };
}

/** Why a run that did not come to its end decides nothing. */
const ENDINGS: Readonly<Record<Exclude<Journal['status'], 'completed'>, string>> = {
  running: 'The run has no end: it was killed, or still goes on.',
  stopped: 'The run was ended by a stop condition.',
  interrupted: 'The run was interrupted.',
  broken: 'The harness broke.',
};

function reasonOf({ name, summary }: Check): string {
  return `${name}: ${summary}`;
}
