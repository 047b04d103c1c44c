import { createRequire } from 'node:module';
import type { Builder } from 'junit-report-builder';
import { systemText } from './facts/verdict.ts';
import type { Run } from './run.ts';

/** Required, not imported, because the package is CommonJS while its types describe an ES module. */
const junit = createRequire(import.meta.url)('junit-report-builder') as Builder;

/** One test case per check (invalid is a failure, unknown an error), and one for the verdict. */
export function renderJUnit({ journal }: Run): string {
  const builder = junit.newBuilder();
  const { experiment, checks, verdict, status, reasons } = journal;
  const suite = builder.testSuite().name(`evenkeel ${experiment.name}`).timestamp(new Date(journal.startedAt));
  for (const [name, value] of [
    ['run', journal.run],
    ['seed', String(journal.seed)],
    ['target', journal.target],
    ['system', systemText(journal)],
    ['command', journal.command],
  ] as const) {
    suite.property(name, printable(value));
  }
  for (const { name, result, summary, evidence } of checks) {
    const test = suite.testCase().className(`evenkeel.${experiment.name}`).name(printable(name));
    if (result === 'invalid') test.failure(printable(summary), 'invalid');
    if (result === 'unknown') test.error(printable(summary), 'unknown');
    if (evidence.length > 0) test.standardOutput(printable(evidence.join('\n')));
  }
  const judged = suite.testCase().className(`evenkeel.${experiment.name}`).name('verdict');
  const why = printable(reasons.join('\n'));
  if (verdict === 'FAIL') judged.failure(why, 'FAIL');
  else if (verdict !== 'PASS') judged.error(why === '' ? `the run is ${status}` : why, verdict ?? status);
  return builder.build();
}

/** XML 1.0 cannot represent most control characters. */
function printable(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}
