/** What the reconcile runs before and after the judged one say, which must have nothing to do. */
import type { ReconcileResult } from '../schemas/index.ts';

type Difference = ReconcileResult['differences'][number];

/** Reconcile runs before the drift was seeded, or after the judged one. */
interface Beside {
  readonly runs: readonly ReconcileResult[];
  /** Virtual time from which no saga is in progress. */
  readonly restFrom: string;
  readonly isExplained: (difference: Difference) => boolean;
}

export interface OtherRuns {
  /** Differences that nobody made: one sentence each. */
  readonly foundEarlier: readonly string[];
  readonly foundLater: readonly string[];
  /** Runs that say of some keys neither that they agree nor that they differ. */
  readonly undecided: readonly string[];
}

export function otherRuns(earlier: Beside, later: Beside): OtherRuns {
  return {
    foundEarlier: foundBy(earlier, 'before any drift was seeded'),
    foundLater: foundBy(later, 'after the judged run'),
    undecided: [...earlier.runs, ...later.runs].flatMap(inconclusive).concat(unsettled(earlier), unsettled(later)),
  };
}

function foundBy({ runs, isExplained }: Beside, when: string): string[] {
  return runs.flatMap(({ runId, differences }) =>
    differences.filter((one) => !isExplained(one)).map(({ rule, key }) => `${rule} ${key}: found by ${runId}, ${when}`),
  );
}

function inconclusive({ runId, rules }: ReconcileResult): string[] {
  return rules
    .filter(({ outcome }) => outcome === 'inconclusive')
    .map(({ name, reason }) => `${runId}: ${name} reached no conclusion${reason === undefined ? '' : `: ${reason}`}`);
}

/** A run may leave keys undecided only while sagas change them. */
function unsettled({ runs, restFrom }: Beside): string[] {
  return runs
    .filter(({ startedAt }) => startedAt >= restFrom)
    .flatMap(({ runId, rules }) =>
      rules
        .filter(({ deferred }) => deferred > 0)
        .map(({ name, deferred }) => `${runId}: ${name} left ${deferred} keys undecided, although all sagas had ended`),
    );
}
