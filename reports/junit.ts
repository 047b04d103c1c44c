import { createRequire } from 'node:module';
import type { Builder } from 'junit-report-builder';
import { checkText } from './facts/check-texts.ts';
import { chosenStories, idsIn } from './facts/chosen-stories.ts';
import { changesText } from './facts/comparison.ts';
import { loadTotals } from './facts/load.ts';
import { nextSteps, stepText } from './facts/next-steps.ts';
import { originFacts } from './facts/origin.ts';
import type { Story } from './facts/stories.ts';
import { systemText } from './facts/verdict.ts';
import type { Run } from './run.ts';
import type { Surroundings } from './surroundings.ts';

/** Required, not imported, because the package is CommonJS while its types describe an ES module. */
const junit = createRequire(import.meta.url)('junit-report-builder') as Builder;

/** Stories in the output of one test case. */
const MAX_STORIES = 3;

/** One test case per check (invalid is a failure, unknown an error), and one for the verdict. */
export function renderJUnit(run: Run, { comparison }: Surroundings = {}): string {
  const builder = junit.newBuilder();
  const { journal } = run;
  const { experiment, checks, verdict, status, reasons } = journal;
  const suite = builder.testSuite().name(`evenkeel ${experiment.name}`).timestamp(new Date(journal.startedAt));
  for (const [name, value] of propertiesOf(run, comparison)) suite.property(name, printable(value));
  const stories = chosenStories(run);
  for (const { name, result, summary, evidence } of checks) {
    const test = suite.testCase().className(`evenkeel.${experiment.name}`).name(printable(name));
    const text = `${checkText(name).title}: ${summary}`;
    if (result === 'invalid') test.failure(printable(text), 'invalid');
    if (result === 'unknown') test.error(printable(`${text} ${checkText(name).next}`), 'unknown');
    const named = new Set(evidence.flatMap((line) => idsIn(line, journal.run)));
    const traces = [...stories.onPage, ...stories.beside].filter(({ correlationId: id }) => named.has(id));
    const output = [...evidence, ...traces.slice(0, MAX_STORIES).map(asText)];
    if (output.length > 0) test.standardOutput(printable(output.join('\n')));
  }
  const judged = suite.testCase().className(`evenkeel.${experiment.name}`).name('verdict');
  const why = printable(reasons.join('\n'));
  if (verdict === 'FAIL') judged.failure(why, 'FAIL');
  else if (verdict !== 'PASS') judged.error(why === '' ? `the run is ${status}` : why, verdict ?? status);
  const next = nextSteps(journal).map(stepText);
  if (next.length > 0) judged.standardOutput(printable(['What to do next:', ...next].join('\n')));
  return builder.build();
}

function propertiesOf(run: Run, comparison: Surroundings['comparison']): [name: string, value: string][] {
  const { journal } = run;
  const { requests, errors, unexpected, median, p95, p99 } = loadTotals(run);
  const figures = { requests, errors, unexpected, 'p50 ms': median, 'p95 ms': p95, 'p99 ms': p99 };
  return [
    ['run', journal.run],
    ['seed', String(journal.seed)],
    ['target', journal.target],
    ['system', systemText(journal)],
    ['command', journal.command],
    ...originFacts(journal).map(([name, value]): [string, string] => [name.toLowerCase(), value]),
    ...Object.entries(figures).flatMap(([name, value]): [string, string][] =>
      value === null ? [] : [[name, String(Math.round(value * 10) / 10)]],
    ),
    ...(comparison === undefined
      ? []
      : ([
          ['run before', `${comparison.before.run}, ${comparison.before.verdict}`],
          ['since the run before', changesText(comparison)],
        ] satisfies [string, string][])),
  ];
}

/** A story in a few lines of text. */
function asText({ correlationId, steps }: Story): string {
  return [
    `${correlationId}:`,
    ...steps.map(({ afterMs, who, what }) => `  ${String(Math.round(afterMs)).padStart(7)} ms  ${who} ${what}`),
  ].join('\n');
}

/** XML 1.0 cannot represent most control characters. */
function printable(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}
