import type { OpenedSystem } from '@evenkeel/chaos';
import { type Stopped, stopStage } from '@evenkeel/chaos/stage';
import type { SystemDescription } from '@evenkeel/chaos/schemas';
import { bind, type CommandContext } from '../../command.ts';
import { exitCodes } from '../../failure.ts';
import { isGone } from '../../gameday/holder.ts';
import { reportKilledRuns } from '../../gameday/killed-runs.ts';
import { withDefinition, withTarget } from '../../options.ts';
import { locateEach, type LocatedSystem, usedSystem } from '../../system/attach.ts';
import { whereChaosIsOn } from '../../system/chaos-on.ts';
import { readClock } from '../../system/clock.ts';
import { createControlClients } from '../../system/control-clients.ts';
import { principalOf } from '../../system/principal.ts';

export const stop = bind({
  options: (yargs) =>
    withDefinition(withTarget(yargs))
      .example('$0 chaos stop', 'every system of this project, including those that a game day booted for itself')
      .example('$0 chaos stop --target aws --stage dev', 'a deployed stage'),
  run: async ({ target, stage, prefix, system, definition: given }, context) => {
    const { terminal } = context;
    const systems = await locateEach({ target, stage, prefix, system });
    const ended = await whereChaosIsOn(systems, (one) => stopOn(one, given, context));
    // End the faults that are hitting the system before anything else.
    await reportKilledRuns(terminal.step);
    for (const { place, result } of ended) {
      terminal.print(`${usedSystem(place)}:`);
      for (const line of linesOf(result)) terminal.print(line);
    }
    const [one, ...more] = ended.map(({ result }) => objectOf(result));
    terminal.json(more.length === 0 ? one : { systems: [one, ...more] });
    return exitCodes.pass;
  },
});

async function stopOn(
  { place, describe }: LocatedSystem,
  given: string | undefined,
  context: CommandContext,
): Promise<Stopped> {
  const [clock, by] = await Promise.all([readClock(place), principalOf(place)]);
  const control = { system: place, clients: createControlClients(place), clock };
  return stopStage(control, async () => openDefinition(await describe(), given, context), { by, isGone });
}

/** Only drift needs the definition, so faults end before it is loaded. */
async function openDefinition(
  system: SystemDescription,
  given: string | undefined,
  context: CommandContext,
): Promise<OpenedSystem | undefined> {
  const { openKnown } = await import('../../system/open-known.ts');
  return openKnown(system, given, context);
}

const objectOf = ({ faults, drift, holder }: Stopped) => ({
  ended: faults.map(({ faultId }) => faultId),
  undone: drift.map(({ driftId, key }) => ({ driftId, key })),
  run: holder === undefined ? null : { run: holder.run, alive: holder.alive },
});

function linesOf({ faults, drift, holder }: Stopped): string[] {
  return [
    faults.length === 0 ? 'nothing was armed' : `ended ${faults.map(({ faultId }) => faultId).join(', ')}`,
    ...drift.map(({ driftId, key }) => `undid drift ${driftId} on ${key}`),
    ...(holder === undefined ? [] : [holderLine(holder)]),
  ];
}

function holderLine({ run, alive }: NonNullable<Stopped['holder']>): string {
  return alive
    ? `asked run ${run} to end; it can arm no more faults`
    : `removed the lock of run ${run}, which was killed`;
}
