/** Commands that a GitHub job reads from a step's output: each becomes a note on the page of the job. */
import { checkText } from './facts/check-texts.ts';
import { changesText, hasRegressed } from './facts/comparison.ts';
import { nextSteps, stepText } from './facts/next-steps.ts';
import { headlineOf } from './facts/verdict.ts';
import type { Run } from './run.ts';
import type { Surroundings } from './surroundings.ts';

type Level = 'error' | 'warning' | 'notice';

/** GitHub shows ten notes of each level for a step; the verdict takes one. */
const MAX_CHECKS = 9;
/** Lines of evidence in a note. */
const MAX_EVIDENCE = 3;

/** One note for the verdict, and one for each check that is not valid. */
export function renderAnnotations({ journal }: Pick<Run, 'journal'>, { comparison }: Surroundings = {}): string {
  const { word, tone, meaning } = headlineOf(journal);
  const { experiment, checks, reasons } = journal;
  const [first] = nextSteps(journal);
  const changes = comparison === undefined ? [] : [`Since the run before: ${changesText(comparison)}.`];
  const next = first === undefined ? [] : [`Next: ${stepText(first)}`];
  const level = tone === 'good' ? 'notice' : tone === 'bad' ? 'error' : 'warning';
  const failed = checks.filter(({ result }) => result !== 'valid');
  const lines = [
    command(level, `${word}: ${experiment.title}`, [meaning, ...reasons, ...changes, ...next]),
    ...failed
      .slice(0, MAX_CHECKS)
      .map(({ name, result, summary, evidence }) =>
        command(result === 'invalid' ? 'error' : 'warning', `${result}: ${checkText(name).title} (${name})`, [
          summary,
          ...evidence.slice(0, MAX_EVIDENCE),
        ]),
      ),
    ...(failed.length > MAX_CHECKS
      ? [command('notice', 'More checks', [`${failed.length - MAX_CHECKS} more are not valid; see the report.`])]
      : []),
    ...(comparison !== undefined && hasRegressed(comparison)
      ? [command('warning', 'Regressed', [`Worse than the run before: ${changesText(comparison)}.`])]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** GitHub ends a command at a line break, and a property also at `,` and `:`. Text from the run must end neither. */
function command(level: Level, title: string, lines: readonly string[]): string {
  return `::${level} title=${property(title)}::${data(lines.join('\n'))}`;
}

const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('\u0000', '');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
