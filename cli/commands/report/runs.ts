import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { indexRuns, renderIndex } from '../../../reports/index.ts';
import { bind } from '../../command.ts';
import { exitCodes } from '../../failure.ts';
import { runsDirectory } from '../../places.ts';

/** Runs that the terminal lists; the page has more. */
const MAX_LISTED = 20;

export const runs = bind({
  options: (yargs) =>
    yargs
      .example('$0 report index', 'write reports/runs/index.html, and list the latest runs')
      .example('$0 report index --json', 'list all runs for a script'),
  run: async (_options, { terminal }) => {
    const folder = runsDirectory();
    const index = await indexRuns(folder);
    const page = join(folder, 'index.html');
    await mkdir(folder, { recursive: true });
    await writeFileAtomic(page, renderIndex(index));
    for (const { verdict, startedAt, series, checks, path } of index.runs.slice(0, MAX_LISTED)) {
      terminal.print(
        `${verdict.padEnd(11)} ${startedAt.slice(0, 16).replace('T', ' ')}  ${series.padEnd(24)} ${`${checks.valid}/${checks.all}`.padStart(7)}  ${path}`,
      );
    }
    const more = index.runs.length - MAX_LISTED;
    if (more > 0) terminal.print(`and ${more} more`);
    if (index.unreadable.length > 0) terminal.warn(`${index.unreadable.length} runs have no journal that can be read`);
    terminal.print(page);
    terminal.json({ ...index, page });
    return exitCodes.pass;
  },
});
