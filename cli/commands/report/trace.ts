import { traceOf } from '../../../reports/index.ts';
import { bind } from '../../command.ts';
import { exitCodes, usageFailure } from '../../failure.ts';
import { namedRunDirectory } from '../named-run.ts';
import { orUsage } from './unreadable.ts';

export const trace = bind({
  options: (yargs) =>
    yargs
      .positional('run', {
        type: 'string',
        demandOption: true,
        describe: 'run directory, or the name of an experiment or plan, for its latest run',
      })
      .positional('id', {
        type: 'string',
        demandOption: true,
        describe: 'correlation id, as checks and reports print it',
      })
      .example('$0 report trace gameday rmx11vvcs-broken-17', 'what happened to one order of the latest game day'),
  run: async ({ run, id }, { terminal }) => {
    const directory = namedRunDirectory(run);
    const story = await traceOf(directory, id).catch(orUsage);
    if (story === undefined) {
      throw usageFailure(`the run ${directory} knows no request ${id}; its checks and its report name the ids`);
    }
    const { operation, faults, last, steps } = story;
    terminal.print(
      `${id}${faults.length === 0 ? '' : `, hit by ${faults.join(', ')}`}${last === undefined ? '' : `, last step ${last}`}`,
    );
    if (operation?.asked !== undefined) terminal.print(`  ${JSON.stringify(operation.asked)}`);
    for (const { afterMs, at, who, what, kind } of steps) {
      const time = `${String(Math.round(afterMs)).padStart(8)} ms  ${(at?.slice(11, 19) ?? '').padEnd(8)}`;
      terminal.print(`${time}  ${kind === 'fault' ? '! ' : '  '}${who} ${what}`);
    }
    terminal.json(story);
    return exitCodes.pass;
  },
});
