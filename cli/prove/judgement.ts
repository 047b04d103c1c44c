/** Whether the harness caught a sabotage. */
import type { Sabotage } from '@evenkeel/chaos/sabotage';
import type { Check, Journal } from '@evenkeel/chaos/schemas';

/** The result of the run on the broken system. */
export interface SabotagedRun {
  readonly verdict: Journal['verdict'];
  readonly checks: readonly Check[];
  /** The reasons for the verdict, or why there is none. */
  readonly reasons: readonly string[];
  readonly seconds: number;
  /** The run directory; undefined if the broken system did not start. */
  readonly directory: string | undefined;
}

export interface Row extends SabotagedRun, Pick<Sabotage, 'name' | 'expectedCheck' | 'experiment'> {
  readonly caught: boolean;
  /** Why it does not count as caught. */
  readonly problems: readonly string[];
}

/** A sabotage is caught if the run executed the broken path and FAILed because of the expected check. */
export function judgeSabotaged({ name, expectedCheck, experiment }: Sabotage, run: SabotagedRun): Row {
  const resultOf = (check: string) => run.checks.find((one) => one.name === check)?.result ?? 'missing';
  const problems = [
    ...(run.verdict === 'FAIL' ? [] : [`verdict ${run.verdict ?? 'none'}: ${run.reasons.join('; ')}`]),
    ...(resultOf(expectedCheck) === 'invalid' ? [] : [`${expectedCheck} is ${resultOf(expectedCheck)}`]),
    ...(resultOf('sabotage-reached') === 'valid' ? [] : ['its broken path was not executed']),
  ];
  return { name, expectedCheck, experiment, ...run, caught: problems.length === 0, problems };
}

/**
 * Checks that judged at least one run but were invalid in none, in their usual order. A sabotage often makes more checks
 * invalid than the one that must catch it.
 */
export function unprovenChecks(rows: readonly Row[]): readonly string[] {
  const all = rows.flatMap(({ checks }) => checks);
  const proven = new Set(all.filter(({ result }) => result === 'invalid').map(({ name }) => name));
  const judged = new Set(all.map(({ name }) => name));
  // This check only shows that a sabotage was active, so it cannot catch anything.
  judged.delete('sabotage-reached');
  return [...judged].filter((name) => !proven.has(name));
}
