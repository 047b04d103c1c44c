import type { CheckResult } from '../checker.ts';

/** What the evidence says of one fault of a region. */
export interface FaultJudgement {
  readonly violations: readonly string[];
  /** Why nothing is proven, although nothing is wrong. */
  readonly undecided: readonly string[];
  /** What happened, if it happened as expected. */
  readonly text: string;
  readonly measured: CheckResult['measured'];
}

export const undecided = (...lines: readonly string[]): FaultJudgement => ({
  violations: [],
  undecided: lines,
  text: '',
  measured: [],
});
