/** Whether the experiments of a run fit the speed of its system's clock. */
import { readExperiment } from '@evenkeel/chaos';
import type { Experiment } from '@evenkeel/chaos/schemas';
import { usageFailure } from '../failure.ts';
import type { FoundSystem } from '../system/definition.ts';
import { documentsBeside } from './documents.ts';

interface SpeedOptions {
  readonly speed: number;
  readonly target: 'local' | 'aws';
  readonly system: FoundSystem | undefined;
}

/** @throws CommandFailure exit 2 naming the experiments that are too long at this speed, why, and those that are not */
export async function demandSpeed(experiments: readonly Experiment[], options: SpeedOptions): Promise<void> {
  const { speed, target, system } = options;
  const slow = experiments.filter(({ minSpeed }) => minSpeed > speed);
  if (slow.length === 0) return;
  const fitting = system === undefined ? [] : await fittingBeside(system, speed);
  throw usageFailure(
    [
      target === 'aws'
        ? 'time on AWS is real, and too slow for these experiments:'
        : `the system's virtual clock runs at speed ${speed}, which is too slow for these experiments:`,
      ...slow.map(
        ({ name, minSpeed, minSpeedReason }) => `  ${name} needs speed ${minSpeed}${reasonOf(minSpeedReason)}`,
      ),
      ...(fitting.length === 0 ? [] : [`these are not too long: ${fitting.join(', ')}`]),
      ...(target === 'aws'
        ? []
        : [`or start the system with: evenkeel up --speed ${Math.max(...slow.map(({ minSpeed }) => minSpeed))}`]),
    ].join('\n'),
  );
}

const reasonOf = (reason: string | undefined): string => (reason === undefined ? '' : `: ${reason}`);

/** The names of the system's experiments that are not too long. */
async function fittingBeside({ file, definition }: FoundSystem, speed: number): Promise<string[]> {
  const shipped = await documentsBeside('experiment', file);
  const experiments = await Promise.all(shipped.map(({ path }) => readExperiment(path, { system: definition })));
  return experiments.filter(({ minSpeed }) => minSpeed <= speed).map(({ name }) => name);
}
