import { readPlan } from '../../chaos/index.ts';
import { type Sabotage, sabotages } from '../../chaos/sabotage/index.ts';
import { commerceOf, type Experiment, type Plan } from '../../chaos/schemas/index.ts';
import { obtainK6 } from '../../loadtests/entry.ts';
import { bind, type CommandContext } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { type Conducted, conduct } from '../gameday/conduct.ts';
import { putGoodsIn, warm } from '../gameday/goods.ts';
import { locate, refusing } from '../gameday/documents.ts';
import { broken, chosenSabotage } from '../gameday/sabotage.ts';
import { tellKilledRuns } from '../gameday/killed-runs.ts';
import { printVerdict, worstOf } from '../gameday/verdict.ts';
import { withSeed } from '../options.ts';
import { soundAlarms } from '../system/alarms.ts';
import { startSystem } from '../system/start.ts';

const STAGE = 'dev';

export const gameday = bind({
  command: 'gameday [plan]',
  describe: 'boot, load, break, watch, reconcile, judge, report: the main job',
  options: (yargs) =>
    withSeed(yargs)
      .positional('plan', { type: 'string', default: 'gameday', describe: 'a plan that ships, or a YAML file' })
      .option('sabotage', { type: 'string', describe: 'break the system itself, to see it caught; `list` lists how' })
      .example('$0 gameday', 'the whole game day, about five minutes')
      .example('$0 gameday short --seed 7', 'a short one, with the choices of seed 7')
      .example('$0 gameday --sabotage warehouse-rollback-keeps-stock', 'must FAIL, exit 1'),
  run: async ({ plan: named, sabotage: wanted, seed: given }, context) => {
    if (wanted === 'list') return listSabotages(context);
    const sabotage = chosenSabotage(wanted);
    const file = await locate('plan', named);
    await refusing(() => readPlan(file));
    const alarms = await soundAlarms(STAGE);
    const { plan, experiments, files } = await refusing(() => readPlan(file, alarms));
    refuseTooSlow(plan, experiments);
    await tellKilledRuns(context.terminal.step);
    return play({ plan, experiments, files, alarms, sabotage, seed: given ?? plan.seed }, context);
  },
});

interface GameDay {
  readonly plan: Plan;
  readonly experiments: readonly Experiment[];
  /** The experiments' own files. */
  readonly files: readonly string[];
  readonly alarms: readonly string[];
  readonly sabotage: Sabotage | undefined;
  readonly seed: number;
}

async function play(
  { plan, experiments, files, alarms, sabotage, seed }: GameDay,
  context: CommandContext,
): Promise<number> {
  const { terminal, signal } = context;
  const began = performance.now();
  const k6 = await obtainK6({ signal, onBuild: terminal.step });
  terminal.step(`${plan.title}, seed ${seed}${sabotage === undefined ? '' : `, sabotaged: ${sabotage.culprit}`}`);
  const system = await startSystem(
    {
      heldFor: 'its-runs',
      stage: STAGE,
      speed: plan.speed,
      startAt: atMinute(new Date(), plan.startMinute),
      seed,
      ...broken(sabotage),
    },
    context,
  );
  const played: Conducted[] = [];
  try {
    const { figures } = system;
    const description = commerceOf(system.description);
    const { token } = await putGoodsIn(description, context);
    await warm(description, token, context);
    for (const [index, experiment] of experiments.entries()) {
      const file = files[index] ?? '';
      const name = experiments.length === 1 ? plan.name : `${plan.name}-${experiment.name}`;
      played.push(
        await conduct({ experiment, file, name, system: description, k6, seed, alarms, sabotage, figures }, context),
      );
    }
  } finally {
    await system.close();
  }
  for (const run of played) printVerdict(run, terminal);
  terminal.step(`done in ${Math.round((performance.now() - began) / 1000)} s`);
  const summaries = played.map((run) => run.summary);
  terminal.json(summaries.length === 1 ? summaries[0] : { experiments: summaries });
  return worstOf(played.map((run) => run.exitCode));
}

/** The same hour, at the minute from which the plan counts to its hourly tick. */
function atMinute(now: Date, minute: number): Date {
  const start = new Date(now);
  start.setUTCMinutes(minute, 0, 0);
  return start;
}

function refuseTooSlow(plan: Plan, experiments: readonly Experiment[]): void {
  const tooFast = experiments.filter((experiment) => experiment.minSpeed > plan.speed);
  if (tooFast.length === 0) return;
  const names = tooFast.map(({ name, minSpeed }) => `${name} (minSpeed ${minSpeed})`).join(', ');
  throw usageFailure(`the plan's speed ${plan.speed} is too slow for ${names}: raise \`speed\` in the plan`);
}

function listSabotages({ terminal }: CommandContext): number {
  for (const { name, culprit } of sabotages) terminal.print(`${name.padEnd(34)} ${culprit}`);
  terminal.json(
    sabotages.map(({ name, culprit, expectedCheck, experiment }) => ({ name, culprit, expectedCheck, experiment })),
  );
  return exitCodes.pass;
}
