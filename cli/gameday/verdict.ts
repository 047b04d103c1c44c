import type { RunSummary } from '@evenkeel/chaos';
import { exitCodes } from '../failure.ts';
import type { Terminal } from '../terminal.ts';
import type { FinishedRun } from './run-one.ts';

/** Prints the verdict for a person: its reasons, the figures, and where to read more. */
export function printVerdict({ journal, summary, report }: FinishedRun, terminal: Terminal): void {
  const { colors } = terminal;
  const paint = summary.verdict === 'PASS' ? colors.green : summary.verdict === 'FAIL' ? colors.red : colors.yellow;
  terminal.print('');
  const verdict = summary.verdict ?? 'NO VERDICT';
  // The runs of two regions have the same title.
  const region = journal.regions === undefined ? '' : ` (${journal.regions[journal.regions.own]})`;
  terminal.print(`${verdict}  ${journal.experiment.title}${region}`, (line) =>
    line.replace(verdict, paint(colors.bold(verdict))),
  );
  for (const reason of summary.reasons) terminal.print(`  ${reason}`);
  for (const { name, evidence } of summary.failures) {
    for (const line of evidence) terminal.print(`    ${name}: ${line}`);
  }
  terminal.print('');
  for (const line of journal.system === null ? measuredIn(summary) : sagasIn(summary)) terminal.print(`  ${line}`);
  for (const [faultId, { predicted, observed }] of Object.entries(summary.hits)) {
    terminal.print(`  fault ${faultId}: ${observed} of ${predicted} predicted hits`);
  }
  if (summary.drift.seeded !== null) terminal.print(`  ${driftIn(summary)}`);
  terminal.print('');
  terminal.print(`  report   ${report}`);
  terminal.print(`  again    ${journal.command}`);
}

/** How many sagas reached each end or, for a system without sagas, what the checks measured. */
function sagasIn(summary: RunSummary): string[] {
  const { accepted, ends } = summary;
  if (ends === null) return measuredIn(summary);
  const counts: [string, number | null][] = [['accepted', accepted], ...Object.entries(ends)];
  return counts.map(([name, count]) => `${name.padEnd(12)} ${count ?? 'unknown'}`);
}

const measuredIn = ({ times }: RunSummary): string[] =>
  times.flatMap(({ name, unit, value }) => (value === null ? [] : [`${name}: ${value.toFixed(1)} ${unit}`]));

/** Figures that the run did not reach are left out. */
const driftIn = ({ drift }: RunSummary): string => {
  const figures = Object.entries(drift).flatMap(([what, count]) => (count === null ? [] : [`${count} ${what}`]));
  return `drift: ${figures.length === 0 ? 'not measured' : figures.join(', ')}`;
};

/** The exit code of several runs: a broken harness outweighs a violation, which outweighs an undecided run. */
export function worstOf(codes: readonly number[]): number {
  const order = [exitCodes.broken, exitCodes.fail, exitCodes.undecided];
  return order.find((code) => codes.includes(code)) ?? exitCodes.pass;
}
