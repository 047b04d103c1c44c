import type { Terminal } from '../terminal.ts';
import type { Conducted } from './conduct.ts';

/** The verdict and why, for a person: the reasons, what was counted, and where to read on. */
export function printVerdict({ journal, summary, report }: Conducted, terminal: Terminal): void {
  const { colors } = terminal;
  const paint = summary.verdict === 'PASS' ? colors.green : summary.verdict === 'FAIL' ? colors.red : colors.yellow;
  terminal.print('');
  terminal.print(`${paint(colors.bold(summary.verdict ?? 'NO VERDICT'))}  ${journal.experiment.title}`);
  for (const reason of summary.reasons) terminal.print(`  ${reason}`);
  for (const { name, evidence } of summary.failures) {
    for (const line of evidence) terminal.print(`    ${name}: ${line}`);
  }
  terminal.print('');
  terminal.print(`  ${'accepted'.padEnd(12)} ${summary.accepted ?? 'unknown'}`);
  terminal.print(`  ${'completed'.padEnd(12)} ${summary.completed ?? 'unknown'}`);
  terminal.print(`  ${'rolled back'.padEnd(12)} ${summary.rolledBack ?? 'unknown'}`);
  for (const [faultId, { predicted, observed }] of Object.entries(summary.hits)) {
    terminal.print(`  fault ${faultId}: ${observed} of ${predicted} predicted hits`);
  }
  const { seeded, found, repaired } = summary.drift;
  terminal.print(`  drift: ${seeded ?? '?'} seeded, ${found ?? '?'} found, ${repaired ?? '?'} repaired`);
  terminal.print('');
  terminal.print(`  report   ${report}`);
  terminal.print(`  again    ${journal.command}`);
}
