/** Whether a run is as expected, for the sabotage matrix. */
import type { Sabotage } from '../../chaos/sabotage/index.ts';
import { judgeSabotaged as judgeCaught } from '../../cli/prove/judgement.ts';
import type { Run } from './run.ts';

type Standing = 'as expected' | 'undecided' | 'wrong';

export interface Row {
  readonly name: string;
  readonly run: Run;
  readonly standing: Standing;
  /** What is wrong, or which check caught the sabotage. */
  readonly message: string;
  /** The check that had to fail. */
  readonly expectedCheck?: string;
}

/** As `chaos prove` judges it; the command's exit code must say the same. */
export function judgeSabotaged(sabotage: Sabotage, run: Run): Row {
  const { name, expectedCheck } = sabotage;
  const { problems } = judgeCaught(sabotage, { ...run, directory: run.folder });
  const wrong = [...problems, ...(run.exitCode === 1 ? [] : [`exit ${run.exitCode ?? 'by a signal'}`])];
  const row = { name, run, expectedCheck };
  if (wrong.length > 0) return { ...row, standing: 'wrong', message: wrong.join('; ') };
  return { ...row, standing: 'as expected', message: `caught by ${expectedCheck}` };
}

/** The unmodified system must not FAIL. A run that decides nothing is neither a false FAIL nor a proof. */
export function judgeSound(run: Run): Row {
  const row = { name: `${run.experiment}, seed ${run.seed}`, run, message: run.reasons.join('; ') };
  if (run.verdict === 'PASS' && run.exitCode === 0) return { ...row, standing: 'as expected' };
  return { ...row, standing: run.verdict === 'INVALID' && run.exitCode === 3 ? 'undecided' : 'wrong' };
}
