import { readStage, type StageState } from '@evenkeel/chaos/stage';
import { bind } from '../../command.ts';
import { exitCodes } from '../../failure.ts';
import { isGone } from '../../gameday/holder.ts';
import { reportKilledRuns } from '../../gameday/killed-runs.ts';
import { withTarget } from '../../options.ts';
import { locateEach, usedSystem } from '../../system/attach.ts';
import { whereChaosIsOn } from '../../system/chaos-on.ts';
import { readClock } from '../../system/clock.ts';
import { createControlClients } from '../../system/control-clients.ts';
import type { SystemPlace } from '../../system/place.ts';

export const status = bind({
  options: (yargs) =>
    withTarget(yargs)
      .example('$0 chaos status', 'every system that this project started on this machine')
      .example('$0 chaos status --target aws --stage dev --json', 'a deployed stage'),
  run: async ({ target, stage, prefix, system }, { terminal }) => {
    await reportKilledRuns(terminal.step);
    const systems = await locateEach({ target, stage, prefix, system });
    const states = await whereChaosIsOn(systems, ({ place }) => stateOf(place));
    for (const { place, result } of states) {
      terminal.print(`${usedSystem(place)}:`);
      for (const line of linesOf(result)) terminal.print(line);
    }
    const [one, ...more] = states.map(({ result }) => result);
    terminal.json(more.length === 0 ? one : { systems: [one, ...more] });
    return exitCodes.pass;
  },
});

async function stateOf(system: SystemPlace): Promise<StageState> {
  return readStage({ system, clients: createControlClients(system), clock: await readClock(system) }, isGone);
}

function linesOf({ armed, drift, holder }: StageState): string[] {
  return [
    ...armed.map(
      ({ faultId, fault, run, by, until, expired, secondsLeft }) =>
        `${faultId.padEnd(24)} ${fault.padEnd(18)} run ${run}, by ${by}, until ${until} (${expired ? 'expired' : `${secondsLeft.toFixed(0)} s from now`})`,
    ),
    ...(armed.length === 0 ? ['nothing is armed'] : []),
    ...drift.map(({ driftId, kind, key, run }) => `${driftId.padEnd(24)} ${kind.padEnd(18)} run ${run}, on ${key}`),
    ...(holder === undefined ? [] : [holderLine(holder)]),
  ];
}

function holderLine({ run, experiment, by, host, pid, directory, alive }: NonNullable<StageState['holder']>): string {
  const who = `run ${run} of ${experiment}, by ${by} (process ${pid} on ${host}, ${directory})`;
  return alive
    ? `the stage is held by ${who}; to end it: evenkeel chaos stop`
    : `${who} was killed; the next run cleans up what it left behind, and so does evenkeel chaos stop`;
}
