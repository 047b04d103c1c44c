import { checkAll } from './checkers/index.ts';
import type { Check } from './contract/index.ts';
import { type Evidence, readEvidence } from './evidence/index.ts';
import { type Verdict, verdictOf } from './verdict.ts';

export interface Judgement extends Verdict {
  readonly checks: readonly Check[];
}

/** The verdict on a run: a pure function of its evidence. */
export function judge(evidence: Evidence): Judgement {
  const checks = checkAll(evidence);
  return { checks, ...verdictOf(checks, evidence.journal.status) };
}

export interface CheckedRun extends Judgement {
  readonly evidence: Evidence;
}

/**
 * Judges a run directory again: the same verdict, anywhere, offline.
 *
 * @throws RunDirectoryError when it holds no journal that can be read
 */
export async function checkRun(directory: string): Promise<CheckedRun> {
  const evidence = await readEvidence(directory);
  return { evidence, ...judge(evidence) };
}
