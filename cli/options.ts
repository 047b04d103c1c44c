import type { Argv } from 'yargs';
import { usageFailure } from './failure.ts';

/** Which system a command works on. */
export function withTarget<T>(yargs: Argv<T>) {
  return yargs
    .option('target', {
      choices: ['local', 'aws'] as const,
      default: 'local' as const,
      describe: 'where the system is',
    })
    .option('stage', { type: 'string', default: 'dev', describe: 'stage of the system' })
    .option('prefix', { type: 'string', describe: 'what the names of a system of your own begin with' });
}

/** A system of the user's own, by the cloud assembly that CDK synthesized. */
export function withApp<T>(yargs: Argv<T>) {
  return yargs.option('app', { type: 'string', describe: 'cdk.out of an app of your own, to boot that' });
}

export function withSeed<T>(yargs: Argv<T>) {
  return yargs.option('seed', {
    type: 'number',
    describe: 'what every random choice is drawn from; the same seed makes the same choices',
    coerce: (seed: number | undefined) => {
      if (seed === undefined) return undefined;
      if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) {
        throw usageFailure('--seed must be a whole number from 0 to 4294967295');
      }
      return seed;
    },
  });
}

/** @throws CommandFailure exit 2 when a number is not in the range */
export function numberBetween(option: string, least: number, most: number): (value: number) => number {
  return (value) => {
    if (!Number.isFinite(value) || value < least || value > most) {
      throw usageFailure(`--${option} must be a number from ${least} to ${most}`);
    }
    return value;
  };
}
