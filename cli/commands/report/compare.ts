import { resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import {
  changesText,
  changeText,
  compareDirectories,
  hasRegressed,
  measured,
  renderComparison,
} from '../../../reports/index.ts';
import { bind } from '../../command.ts';
import { exitCodes, usageFailure } from '../../failure.ts';
import { namedRunDirectory } from '../named-run.ts';
import { orUsage } from './unreadable.ts';

export const compare = bind({
  options: (yargs) =>
    yargs
      .positional('before', {
        type: 'string',
        demandOption: true,
        describe: 'run directory of the earlier run, or a name as for `report`',
      })
      .positional('after', { type: 'string', demandOption: true, describe: 'the later run' })
      .option('html', {
        type: 'string',
        requiresArg: true,
        describe: 'also write the comparison as a page to this file',
      })
      .epilog('Exit codes: 0 if nothing is worse, 1 if a check regressed or a new one is not valid.')
      .example(
        '$0 report compare reports/runs/short/2026-11-28T23-30-02.511Z short',
        'compare a run with the latest one',
      )
      .example('$0 report compare good bad --html comparison.html', 'write the comparison as a page too'),
  run: async ({ before: first, after: second, html }, { terminal }) => {
    const [before, after] = [namedRunDirectory(first), namedRunDirectory(second)];
    const comparison = await compareDirectories(before, after).catch(orUsage);
    const { colors } = terminal;
    for (const [label, run] of [['before', comparison.before] as const, ['after', comparison.after] as const]) {
      const { verdict, experiment, startedAt, checks } = run;
      terminal.print(
        `${label.padEnd(7)} ${verdict.padEnd(11)} ${experiment}, ${checks.valid} of ${checks.all} checks valid, ${startedAt}`,
      );
    }
    for (const line of comparison.differences) terminal.print(`  ${line}`);
    terminal.print('');
    terminal.print(changesText(comparison), colors.bold);
    for (const { name, change, before: old, after: now, summary } of comparison.checks) {
      const paint = change === 'fixed' ? colors.green : change === 'regressed' ? colors.red : colors.yellow;
      const text = `  ${change.padEnd(14)} ${name.padEnd(26)} ${`${old ?? 'none'} -> ${now ?? 'none'}`.padEnd(19)} ${summary}`;
      terminal.print(text, (line) => line.replace(change, paint(change)));
    }
    terminal.print('');
    for (const figure of comparison.figures) {
      const { name, unit, before: old, after: now } = figure;
      terminal.print(
        `  ${name.padEnd(44)} ${measured(old, unit).padStart(14)} -> ${measured(now, unit).padEnd(14)} ${changeText(figure)}`,
      );
    }
    const page = html === undefined ? undefined : resolve(html);
    if (page !== undefined) {
      await writeFileAtomic(page, renderComparison(comparison)).catch((error: unknown) => {
        throw usageFailure(`the comparison cannot be written to ${page}: ${(error as Error).message}`, error);
      });
      terminal.print(page);
    }
    const isWorse = hasRegressed(comparison);
    terminal.json({ ...comparison, worse: isWorse, ...(page !== undefined && { page }) });
    return isWorse ? exitCodes.fail : exitCodes.pass;
  },
});
