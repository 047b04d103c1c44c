/** What the matrix asks of a run. */
import type { Sabotage } from '../../chaos/sabotage/index.ts';
import type { Run } from './run.ts';

type Standing = 'as it must be' | 'undecided' | 'wrong';

export interface Row {
  readonly name: string;
  readonly run: Run;
  readonly standing: Standing;
  /** What is wrong, or what caught it. */
  readonly says: string;
  /** The check that had to fail. */
  readonly expectedCheck?: string;
}

/** A sabotaged system must FAIL, by the check that is there to catch it, after its broken path was taken. */
export function judgeSabotaged({ name, expectedCheck }: Sabotage, run: Run): Row {
  const resultOf = (check: string) => run.checks.find((one) => one.name === check)?.result ?? 'missing';
  const wrong = [
    ...(run.verdict === 'FAIL' ? [] : [`verdict ${run.verdict ?? 'none'}: ${run.reasons.join('; ')}`]),
    ...(run.exitCode === 1 ? [] : [`exit ${run.exitCode ?? 'by a signal'}`]),
    ...(resultOf(expectedCheck) === 'invalid' ? [] : [`${expectedCheck} is ${resultOf(expectedCheck)}`]),
    ...(resultOf('sabotage-reached') === 'valid' ? [] : ['its broken path was not reached']),
  ];
  const caught = { name, run, expectedCheck };
  if (wrong.length > 0) return { ...caught, standing: 'wrong', says: wrong.join('; ') };
  return { ...caught, standing: 'as it must be', says: `caught by ${expectedCheck}` };
}

/** A sound system must not FAIL. A run that decided nothing is no false FAIL, and no proof either. */
export function judgeSound(run: Run): Row {
  const row = { name: `${run.experiment}, seed ${run.seed}`, run, says: run.reasons.join('; ') };
  if (run.verdict === 'PASS' && run.exitCode === 0) return { ...row, standing: 'as it must be' };
  return { ...row, standing: run.verdict === 'INVALID' && run.exitCode === 3 ? 'undecided' : 'wrong' };
}
