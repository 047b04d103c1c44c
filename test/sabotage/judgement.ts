/** Whether a run is as expected, for the sabotage matrix. */
import type { Sabotage } from '../../chaos/sabotage/index.ts';
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

/** A sabotaged system must FAIL, by the check that is there to catch it, after its broken path was executed. */
export function judgeSabotaged({ name, expectedCheck }: Sabotage, run: Run): Row {
  const resultOf = (check: string) => run.checks.find((one) => one.name === check)?.result ?? 'missing';
  const wrong = [
    ...(run.verdict === 'FAIL' ? [] : [`verdict ${run.verdict ?? 'none'}: ${run.reasons.join('; ')}`]),
    ...(run.exitCode === 1 ? [] : [`exit ${run.exitCode ?? 'by a signal'}`]),
    ...(resultOf(expectedCheck) === 'invalid' ? [] : [`${expectedCheck} is ${resultOf(expectedCheck)}`]),
    ...(resultOf('sabotage-reached') === 'valid' ? [] : ['its broken path was not executed']),
  ];
  const row = { name, run, expectedCheck };
  if (wrong.length > 0) return { ...row, standing: 'wrong', message: wrong.join('; ') };
  return { ...row, standing: 'as expected', message: `caught by ${expectedCheck}` };
}

/** The sound system must not FAIL. A run that decides nothing is neither a false FAIL nor a proof. */
export function judgeSound(run: Run): Row {
  const row = { name: `${run.experiment}, seed ${run.seed}`, run, message: run.reasons.join('; ') };
  if (run.verdict === 'PASS' && run.exitCode === 0) return { ...row, standing: 'as expected' };
  return { ...row, standing: run.verdict === 'INVALID' && run.exitCode === 3 ? 'undecided' : 'wrong' };
}
