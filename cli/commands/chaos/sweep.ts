import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  combinationsOf,
  notSwept,
  type Reached,
  randomExperiment,
  reachedBy,
  shrink,
  unreached,
} from '@evenkeel/chaos/sweep';
import type { Experiment } from '@evenkeel/chaos/schemas';
import writeFileAtomic from 'write-file-atomic';
import { stringify } from 'yaml';
import { bind, type CommandContext } from '../../command.ts';
import { usageFailure } from '../../failure.ts';
import { onSystem } from '../../gameday/run-all.ts';
import { type FinishedRun, runOne } from '../../gameday/run-one.ts';
import { worstOf } from '../../gameday/verdict.ts';
import { withApp, withDefinition, withDynamoDb, withIgnore, withScale, withSeed, withSystemId } from '../../options.ts';
import { runsDirectory } from '../../places.ts';
import { systemHere } from '../../system/definition.ts';

const TARGET = { target: 'local', stage: 'dev', prefix: undefined } as const;

export const sweep = bind({
  options: (yargs) =>
    withSystemId(withIgnore(withScale(withDynamoDb(withApp(withDefinition(withSeed(yargs)))))))
      .option('seeds', { type: 'number', default: 20, describe: 'how many experiments to draw' })
      .option('budget', {
        type: 'string',
        default: '30m',
        describe: 'start no further run after this time, such as 90s, 30m or 2h',
      })
      .example('$0 chaos sweep', 'play 20 experiments that seeds 1 to 20 draw from the definition')
      .example(
        '$0 chaos sweep --seeds 100 --budget 1h --seed 400',
        'play those of seeds 400 to 499, for an hour at most',
      ),
  run: async ({ seeds, budget, seed = 1, app, definition: given, system: id, ignore, scale, ...options }, context) => {
    const { terminal } = context;
    if (!Number.isSafeInteger(seeds) || seeds < 1)
      throw usageFailure(`--seeds must be a positive integer, not ${seeds}`);
    const ends = performance.now() + millisecondsOf(budget);
    const hasTime = () => performance.now() < ends && !context.signal.aborted;
    const system = await systemHere(given);
    const { definition } = system;
    const drawn = Array.from({ length: seeds }, (_, index) => experimentOf(seed + index, definition));
    const folder = join(runsDirectory(), 'sweep');
    const runs = {
      ...TARGET,
      app,
      seed,
      sabotage: undefined,
      scale,
      ignore,
      id,
      sign: undefined,
      system,
      dynamodbEndpoint: options['dynamodb-endpoint'],
    };
    return onSystem(
      runs,
      () => Promise.resolve(drawn),
      context,
      async (experiments, prepared) => {
        const play = (experiment: Experiment, of: number): Promise<FinishedRun> =>
          runOne({ ...prepared, experiment, name: `sweep/${experiment.name}`, file: system.file, seed: of }, context);
        const rows: Row[] = [];
        for (const [index, experiment] of experiments.entries()) {
          if (!hasTime()) break;
          const own = seed + index;
          const run = await play(experiment, own);
          const failed = failedChecks(run);
          const row = {
            seed: own,
            exitCode: run.exitCode,
            verdict: run.journal.verdict,
            failed,
            directory: run.directory,
            ...reachedIn(experiment, run),
          };
          terminal.step(lineOf(row));
          const kept =
            failed.length === 0 ? undefined : await keep(experiment, failed, own, play, hasTime, folder, context);
          rows.push({ ...row, ...(kept !== undefined && { kept }) });
        }
        const missing = unreached(
          definition,
          rows.map(({ reached }) => reached),
        );
        const all = combinationsOf(definition).length;
        for (const row of rows) terminal.print(lineOf(row));
        terminal.print('');
        terminal.print(
          `${rows.length} of ${seeds} seeds played; ${all - missing.length} of ${all} combinations reached.`,
        );
        for (const combination of missing) terminal.print(`  not reached: ${combination}`);
        terminal.print(`Not drawn by a sweep: ${notSwept().join(', ')}.`);
        terminal.json({
          system: definition.name,
          runs: rows.map(({ reached, ...row }) => ({ ...row, hits: Object.fromEntries(reached) })),
          combinations: all,
          unreached: missing,
          notSwept: notSwept(),
        });
        return worstOf(rows.map(({ exitCode }) => exitCode));
      },
    );
  },
});

interface Row {
  readonly seed: number;
  readonly exitCode: number;
  /** Null if the harness broke. */
  readonly verdict: FinishedRun['journal']['verdict'];
  /** The checks that were invalid. */
  readonly failed: readonly string[];
  readonly directory: string;
  readonly faults: string;
  readonly reached: Reached;
  /** The file with the smallest experiment that still fails. */
  readonly kept?: string;
}

function experimentOf(seed: number, definition: Parameters<typeof randomExperiment>[1]): Experiment {
  try {
    return randomExperiment(seed, definition);
  } catch (error) {
    throw error instanceof RangeError ? usageFailure(error.message, error) : error;
  }
}

const failedChecks = ({ journal }: FinishedRun): readonly string[] =>
  journal.checks.filter(({ result }) => result === 'invalid').map(({ name }) => name);

const reachedIn = (experiment: Experiment, { journal }: FinishedRun): Pick<Row, 'reached' | 'faults'> => {
  const reached = reachedBy(experiment, journal);
  return { reached, faults: [...reached].map(([combination, hits]) => `${combination}: ${hits}`).join('; ') };
};

function lineOf({ seed, verdict, failed, faults, kept }: Row): string {
  const why = failed.length === 0 ? '' : ` by ${failed.join(', ')}`;
  return `seed ${seed}  ${verdict ?? 'broken'}${why}  ${faults}${kept === undefined ? '' : `  kept as ${kept}`}`;
}

/** Shrinks a failing experiment, and writes it where `evenkeel chaos run` can play it. */
async function keep(
  experiment: Experiment,
  failed: readonly string[],
  seed: number,
  play: (experiment: Experiment, seed: number) => Promise<FinishedRun>,
  hasTime: () => boolean,
  folder: string,
  { terminal }: CommandContext,
): Promise<string> {
  const smallest = await shrink(
    experiment,
    failed,
    async (simpler) => {
      terminal.step(
        `seed ${seed}: with ${simpler.faults.length} faults, ${simpler.phases[0]?.scenarios.length} scenarios`,
      );
      return failedChecks(await play(simpler, seed));
    },
    hasTime,
  );
  const file = join(folder, `${experiment.name}.yaml`);
  await mkdir(folder, { recursive: true });
  await writeFileAtomic(file, `# npx evenkeel chaos run ${file} --seed ${seed}\n${stringify(smallest)}`);
  return file;
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** @throws CommandFailure exit 2 */
function millisecondsOf(budget: string): number {
  const [, number = '', unit = ''] = /^(\d+)([smh])$/.exec(budget) ?? [];
  const milliseconds = Number(number) * (UNITS[unit] ?? 0);
  if (milliseconds > 0) return milliseconds;
  throw usageFailure(`--budget must be a time such as 90s, 30m or 2h, not ${budget}`);
}
