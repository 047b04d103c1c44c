import { drillStage, type DrilledResult, type DrillReport } from '@evenkeel/chaos/drill';
import { findBlindAlarms, StageInUseError } from '@evenkeel/chaos/runner';
import type { SystemDescription } from '@evenkeel/chaos/schemas';
import { readStage } from '@evenkeel/chaos/stage';
import { bind, type CommandContext } from '../../command.ts';
import { exitCodes, usageFailure } from '../../failure.ts';
import { isGone, thisProcess } from '../../gameday/holder.ts';
import { withApp, withTarget } from '../../options.ts';
import { soundAppOf } from '../../system/alarms.ts';
import { attach, shipsWithEvenkeel, usedSystem } from '../../system/attach.ts';
import { createClients } from '../../system/clients.ts';
import { readClock } from '../../system/clock.ts';
import { soundDesign } from '../../system/design/sound-design.ts';
import { principalOf } from '../../system/principal.ts';
import { runToken } from '../run-name.ts';

export const drill = bind({
  options: (yargs) =>
    withApp(withTarget(yargs))
      .option('yes', {
        type: 'boolean',
        default: false,
        describe: 'on AWS: run the actions of every alarm of the stage, which may page people',
      })
      .example('$0 chaos drill', 'every alarm of the system that is up, in about three virtual minutes')
      .example('$0 chaos drill --json', 'print what became of each alarm as JSON')
      .example('$0 chaos drill --target aws --stage dev --yes', 'a deployed stage'),
  run: async ({ target: where, stage, prefix, app, system: id, yes }, context) => {
    const { terminal } = context;
    const system = await attach({ target: where, stage, prefix, app, system: id });
    terminal.step(usedSystem(system));
    if (where === 'aws' && !yes) throw unconfirmed(system);
    const report = await drillOn(system, app, context);
    for (const line of tableOf(report.alarms)) terminal.print(line);
    terminal.print('');
    for (const line of summaryOf(report)) terminal.print(line);
    terminal.json(report);
    return exitCodeOf(report);
  },
});

function unconfirmed({ prefix, region }: SystemDescription) {
  return usageFailure(
    `a drill makes every alarm ${prefix}* in ${region} fire: it writes to their metrics and logs, and their actions run, so that people may be paged. Alarms on missing data fire because the drill lowers their metric, and then takes that back. Pass --yes if that is what you want`,
  );
}

async function drillOn(
  system: SystemDescription,
  app: string | undefined,
  { terminal, signal }: CommandContext,
): Promise<DrillReport> {
  const { target: where, stage, prefix } = system;
  const ships = shipsWithEvenkeel(system) && app === undefined;
  const sound = await soundAppOf({ target: where, stage, prefix, app: app ?? system.app, ships });
  const [clock, design, by, process] = await Promise.all([
    readClock(system),
    soundDesign(sound.assembly, system),
    principalOf(system),
    thisProcess(),
  ]);
  const target = { system, clients: createClients(system), clock };
  await refuseBrokenStage(await readStage(target, isGone));
  const blind = new Map((await findBlindAlarms(target)).map(({ name, reason }) => [name, reason]));
  const holder = { ...process, by, run: runToken(new Date()), experiment: 'drill', directory: 'no run directory' };
  try {
    return await drillStage({ target, design, blind, signal, progress: terminal.step }, holder, isGone);
  } catch (error) {
    throw error instanceof StageInUseError ? usageFailure(error.message, error) : error;
  }
}

/** Faults that are armed make alarms fire, and what a killed run left behind is cleared by `chaos stop`. */
async function refuseBrokenStage({ holder, armed }: Awaited<ReturnType<typeof readStage>>): Promise<void> {
  if (holder?.alive === true || (holder === undefined && armed.length === 0)) return Promise.resolve();
  const what = holder === undefined ? 'faults are armed on the stage' : `run ${holder.run} was killed`;
  throw usageFailure(`${what}; clear the stage first: evenkeel chaos stop`);
}

function tableOf(alarms: readonly DrilledResult[]): string[] {
  const seconds = (value: number | undefined) => (value === undefined ? '-' : `${value.toFixed(0)} s`);
  const rows = [
    ['alarm', 'outcome', 'fired', 'cleared', 'how'],
    ...alarms.map(({ alarm, outcome, firedAfter, clearedAfter, text }) => [
      alarm,
      outcome,
      seconds(firedAfter),
      seconds(clearedAfter),
      text,
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function summaryOf({ alarms, schedulesRun, schedulesLeft }: DrillReport): string[] {
  const unproven = alarms.filter(({ outcome }) => outcome !== 'proven').map(({ alarm }) => alarm);
  return [
    `${alarms.length - unproven.length} of ${alarms.length} alarms are proven.`,
    ...(unproven.length === 0 ? [] : [`Not proven: ${unproven.join(', ')}.`]),
    ...(schedulesRun === 0 ? [] : [`The actions created one-off schedules; ${schedulesRun} have run.`]),
    ...(schedulesLeft.length === 0 ? [] : [`One-off schedules that have not run: ${schedulesLeft.join(', ')}.`]),
  ];
}

function exitCodeOf({ alarms, schedulesLeft }: DrillReport): number {
  if (alarms.some(({ outcome }) => outcome === 'unproven')) return exitCodes.fail;
  const isWhole = alarms.length > 0 && alarms.every(({ outcome }) => outcome === 'proven');
  return isWhole && schedulesLeft.length === 0 ? exitCodes.pass : exitCodes.undecided;
}
