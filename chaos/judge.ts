import { checkAll, unreadable } from './checkers/index.ts';
import type { Check } from './schemas/index.ts';
import { type Evidence, JournalError, readEvidence } from './evidence/index.ts';
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
  /** Absent where the run left no journal that can be read: its one check then says why, and it decides nothing. */
  readonly evidence: Evidence | undefined;
}

/**
 * Judges a run directory again: the same verdict, anywhere, offline.
 *
 * @throws RunDirectoryError when there is no such directory
 */
export async function checkRun(directory: string): Promise<CheckedRun> {
  try {
    const evidence = await readEvidence(directory);
    return { evidence, ...judge(evidence) };
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    const checks = [unreadable(error.message)];
    return { evidence: undefined, checks, ...verdictOf(checks, 'completed') };
  }
}
