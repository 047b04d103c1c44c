import { readPlan } from '@evenkeel/chaos';
import { type Sabotage, sabotages } from '@evenkeel/chaos/sabotage';
import { commerceOf, type Experiment, type Plan } from '@evenkeel/chaos/schemas';
import { obtainK6 } from '../../loadtests/entry.ts';
import { bind, type CommandContext } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { locate, orUsageFailure } from '../gameday/documents.ts';
import { seedGoods, warm } from '../gameday/goods.ts';
import { reportKilledRuns } from '../gameday/killed-runs.ts';
import { type FinishedRun, runOne } from '../gameday/run-one.ts';
import { chosenSabotage, sabotageOptions } from '../gameday/sabotage.ts';
import { printVerdict, worstOf } from '../gameday/verdict.ts';
import { withDynamoDb, withSeed } from '../options.ts';
import { soundAlarms } from '../system/alarms.ts';
import { startSystem } from '../system/start.ts';

const STAGE = 'dev';

export const gameday = bind({
  options: (yargs) =>
    withDynamoDb(withSeed(yargs))
      .positional('plan', {
        type: 'string',
        default: 'gameday',
        describe: 'name of a plan that ships with evenkeel, or a YAML file',
      })
      .option('sabotage', {
        type: 'string',
        describe: 'break the system itself, to see that this is caught; `list` shows the ways',
      })
      .example('$0 gameday', 'the full game day, about five minutes')
      .example('$0 gameday short --seed 7', 'a short one, with the random choices of seed 7')
      .example('$0 gameday --sabotage warehouse-rollback-keeps-stock', 'a broken system, which must FAIL (exit 1)'),
  run: async ({ plan: named, sabotage: wanted, seed: given, 'dynamodb-endpoint': dynamodbEndpoint }, context) => {
    if (wanted === 'list') return listSabotages(context);
    const sabotage = chosenSabotage(wanted);
    const file = await locate('plan', named);
    await orUsageFailure(() => readPlan(file));
    const alarms = await soundAlarms(STAGE);
    const { plan, experiments, files } = await orUsageFailure(() => readPlan(file, alarms));
    refuseTooSlow(plan, experiments);
    await reportKilledRuns(context.terminal.step);
    const seed = given ?? plan.seed;
    return playGameDay({ plan, experiments, files, alarms, sabotage, seed, dynamodbEndpoint }, context);
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
  readonly dynamodbEndpoint: string | undefined;
}

async function playGameDay(
  { plan, experiments, files, alarms, sabotage, seed, dynamodbEndpoint }: GameDay,
  context: CommandContext,
): Promise<number> {
  const { terminal, signal } = context;
  const began = performance.now();
  const k6 = await obtainK6({ signal, onBuild: terminal.step });
  terminal.step(`${plan.title}, seed ${seed}${sabotage === undefined ? '' : `, sabotaged: ${sabotage.culprit}`}`);
  const startAt = atMinute(new Date(), plan.startMinute);
  const booted = await startSystem(
    {
      heldFor: 'its-runs',
      stage: STAGE,
      speed: plan.speed,
      startAt,
      seed,
      dynamodbEndpoint,
      ...sabotageOptions(sabotage),
    },
    context,
  );
  const finished: FinishedRun[] = [];
  try {
    const { figures } = booted;
    const system = commerceOf(booted.description);
    const { token } = await seedGoods(system, context);
    await warm(system, token, context);
    for (const [index, experiment] of experiments.entries()) {
      const file = files[index] ?? '';
      const name = experiments.length === 1 ? plan.name : `${plan.name}-${experiment.name}`;
      finished.push(await runOne({ experiment, file, name, system, k6, seed, alarms, sabotage, figures }, context));
    }
  } finally {
    await booted.close();
  }
  for (const run of finished) printVerdict(run, terminal);
  terminal.step(`done in ${Math.round((performance.now() - began) / 1000)} s`);
  const summaries = finished.map((run) => run.summary);
  terminal.json(summaries.length === 1 ? summaries[0] : { experiments: summaries });
  return worstOf(finished.map((run) => run.exitCode));
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
