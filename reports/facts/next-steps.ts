/** What to do after a run that decides nothing or that failed. */
import type { Journal } from '@evenkeel/chaos/schemas';
import { checkAnchor, checkText } from './check-texts.ts';

export interface NextStep {
  readonly text: string;
  /** The checks that it is about, each with the value of a link to it. */
  readonly checks: readonly { readonly name: string; readonly title: string; readonly href: string }[];
}

type Judged = Pick<Journal, 'status' | 'verdict' | 'checks' | 'sabotage'>;

/** Empty for a run that passed. The first step matters most. */
export function nextSteps({ status, verdict, checks, sabotage }: Judged): NextStep[] {
  if (verdict === 'PASS') return [];
  if (verdict === 'FAIL') return [{ text: sabotage === null ? AFTER_FAIL : AFTER_SABOTAGE, checks: [] }];
  const unknown = checks.filter(({ result }) => result !== 'valid');
  const steps = [...new Set(unknown.map(({ name }) => checkText(name).next))].map((text) => ({
    text,
    checks: unknown.filter(({ name }) => checkText(name).next === text).map(({ name }) => linkTo(name)),
  }));
  return status === 'completed' ? steps : [{ text: UNFINISHED[status], checks: [] }, ...steps];
}

const AFTER_FAIL =
  'Read the evidence of each invalid check, the first one first, and follow the traces of the ids that it names. Then repair the system, and run the command at the end of this report again.';

const AFTER_SABOTAGE =
  'Nothing, if the check that must catch the planted bug is invalid: a run of a sabotaged system is meant to fail.';

const UNFINISHED: Readonly<Record<Exclude<Journal['status'], 'completed'>, string>> = {
  running:
    'If it is still running, wait for its end. If it was killed, run `evenkeel chaos stop`, which disarms faults that are left, and start it again.',
  stopped: 'Find out what stopped it, repair the system or the stop condition, and run it again.',
  interrupted: 'Run it again, and let it end by itself.',
  broken: 'Remove what broke the harness, which the reason above names, and run it again.',
};

const linkTo = (name: string) => ({ name, title: checkText(name).title, href: `#${checkAnchor(name)}` });

/** A step in one line of text, with the checks that it is about. */
export function stepText({ text, checks }: NextStep): string {
  return checks.length === 0 ? text : `${checks.map(({ title }) => title).join(', ')}: ${text}`;
}
