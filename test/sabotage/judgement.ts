/** Whether a run is as expected, for the sabotage matrix. */
import type { Sabotage } from '../../chaos/sabotage/index.ts';
import { judgeSabotaged as judgeCaught } from '../../cli/prove/judgement.ts';
import type { Planted } from './planted.ts';
import type { Run } from './run.ts';

type Standing = 'as expected' | 'undecided' | 'wrong';

export interface Row {
  readonly name: string;
  readonly run: Run;
  readonly standing: Standing;
  /** What is wrong, or which check caught the sabotage. */
  readonly message: string;
  /** The checks one of which must fail: that of the sabotage, or those of the pair. */
  readonly wanted: readonly string[];
  /** Those of them that failed because of a sabotage that was executed. */
  readonly caughtBy: readonly string[];
}

/**
 * As `chaos prove` judges each sabotage; the command's exit code must say the same. A pair is caught if one of its two
 * sabotages is, because either may hide the other.
 */
export function judgeSabotaged({ parts, sabotage }: Planted, run: Run): Row {
  const judged = parts.map((part) => ({ part, problems: problemsOf(part, run, parts.length > 1) }));
  const caught = judged.filter(({ problems }) => problems.length === 0).map(({ part }) => part);
  const row = {
    name: sabotage.name,
    run,
    wanted: [...new Set(parts.map(({ expectedCheck }) => expectedCheck))],
    caughtBy: [...new Set(caught.map(({ expectedCheck }) => expectedCheck))],
  };
  if (caught.length > 0) {
    const which = caught.map(({ name, expectedCheck }) =>
      parts.length > 1 ? `${expectedCheck} (${name})` : expectedCheck,
    );
    return { ...row, standing: 'as expected', message: `caught by ${which.join(' and ')}` };
  }
  const isUnknown = ({ expectedCheck }: Sabotage) =>
    run.checks.find(({ name }) => name === expectedCheck)?.result === 'unknown';
  const standing = decidesNothing(run) || parts.every(isUnknown) ? 'undecided' : 'wrong';
  return { ...row, standing, message: [...new Set(judged.flatMap(({ problems }) => problems))].join('; ') };
}

function problemsOf(part: Sabotage, run: Run, isPair: boolean): string[] {
  const { problems } = judgeCaught(part, { ...run, directory: run.folder });
  const isExecuted = part.seen !== undefined || run.marks.some((detail) => detail.startsWith(`${part.name}: `));
  return [
    ...problems,
    ...(isPair && !isExecuted ? [`the broken path of ${part.name} was not executed`] : []),
    ...(run.exitCode === 1 ? [] : [`exit ${run.exitCode ?? 'by a signal'}`]),
  ];
}

/** The unmodified system must not FAIL. A run that decides nothing is neither a false FAIL nor a proof. */
export function judgeSound(run: Run): Row {
  const name = `${run.experiment}, seed ${run.seed}`;
  const row = { name, run, message: run.reasons.join('; '), wanted: [], caughtBy: [] };
  if (run.verdict === 'PASS' && run.exitCode === 0) return { ...row, standing: 'as expected' };
  return { ...row, standing: decidesNothing(run) ? 'undecided' : 'wrong' };
}

const decidesNothing = ({ verdict, exitCode }: Run): boolean => verdict === 'INVALID' && exitCode === 3;
