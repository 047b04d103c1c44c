import { resolve } from 'node:path';
import { readFileSync } from 'node:fs';
import type { KeyObject } from 'node:crypto';
import type { Argv } from 'yargs';
import { KeyError, privateKeyFrom, publicKeyFrom } from '@evenkeel/chaos/evidence';
import { usageFailure } from './failure.ts';

/** The system that a command works on. */
export function withTarget<T>(yargs: Argv<T>) {
  return withSystem(yargs).option('target', {
    choices: ['local', 'aws'] as const,
    default: 'local' as const,
    describe: 'where the system runs',
  });
}

/** The system that a command works on, among those that run on this machine. */
export function withSystem<T>(yargs: Argv<T>) {
  return withSystemId(yargs)
    .option('stage', { type: 'string', default: 'dev', describe: 'deployment stage of the system' })
    .option('prefix', {
      type: 'string',
      describe: "prefix of your own system's resource names, instead of evenkeel-<stage>-",
    });
}

/** Which system on this machine, where there are several. */
export function withSystemId<T>(yargs: Argv<T>) {
  return yargs.option('system', {
    type: 'string',
    requiresArg: true,
    describe:
      'id of a system on this machine, as `up` prints it, also of another project; by default the one of this project',
    coerce: systemId,
  });
}

/** @throws CommandFailure exit 2 for what is no id, such as the file of a definition */
function systemId(id: string | undefined): string | undefined {
  if (id === undefined || /^\d+$/.test(id)) return id;
  throw usageFailure(`--system must be the id of a running system, such as 4711, as \`up\` prints it; it is ${id}`);
}

/** The DynamoDB that a booted system uses. */
export function withDynamoDb<T>(yargs: Argv<T>) {
  return yargs.option('dynamodb-endpoint', {
    type: 'string',
    requiresArg: true,
    describe: 'URL of a running DynamoDB to use instead of DynamoDB Local, such as http://127.0.0.1:8000',
    coerce: (text: string | undefined) => {
      if (text === undefined) return undefined;
      const url = URL.canParse(text) ? new URL(text) : undefined;
      if (url === undefined || !/^https?:$/.test(url.protocol)) {
        throw usageFailure(
          `--dynamodb-endpoint must be an http or https URL, such as http://127.0.0.1:8000; it is ${text}`,
        );
      }
      return url.href;
    },
  });
}

/** The user's own system, given as the cloud assembly that CDK synthesized. */
export function withApp<T>(yargs: Argv<T>) {
  return yargs.option('app', { type: 'string', describe: 'cdk.out folder of your own app' });
}

/** Resource types that a booted app does without. */
export function withIgnore<T>(yargs: Argv<T>) {
  return yargs.option('ignore', {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'boot the app without its resources of this type, such as AWS::WAFv2::WebACL; repeat it for several',
    coerce: (types: string[] | undefined) => {
      const wrong = types?.find((type) => !/^[A-Za-z0-9]+(?:::[A-Za-z0-9]+)+$/.test(type));
      if (wrong !== undefined)
        throw usageFailure(`--ignore must be a resource type, such as AWS::WAFv2::WebACL; it is ${wrong}`);
      return types;
    },
  });
}

/** The definition of the system. */
export function withDefinition<T>(yargs: Argv<T>) {
  return yargs.option('definition', {
    type: 'string',
    requiresArg: true,
    describe: 'module with the definition; by default the nearest evenkeel.system.ts',
    coerce: (file: string | undefined) => (file === undefined || file === 'none' ? file : resolve(file)),
  });
}

/** The key that signs the journals of runs. */
export function withSign<T>(yargs: Argv<T>) {
  return yargs.option('sign', {
    type: 'string',
    requiresArg: true,
    describe: 'file of a private Ed25519 key: sign the journal, for `chaos check --verify`',
    coerce: (file: string | undefined) => (file === undefined ? undefined : keyIn('sign', file, privateKeyFrom)),
  });
}

/** The key that must have signed a run. */
export function withVerify<T>(yargs: Argv<T>) {
  return yargs.option('verify', {
    type: 'string',
    requiresArg: true,
    describe: "file of a public Ed25519 key: demand that its owner signed the run's journal",
    coerce: (file: string | undefined) => (file === undefined ? undefined : keyIn('verify', file, publicKeyFrom)),
  });
}

function keyIn(option: string, file: string, parse: (text: string) => KeyObject): KeyObject {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof KeyError) throw usageFailure(`--${option} ${file}: ${error.message}`, error);
    throw usageFailure(
      `--${option} ${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`,
    );
  }
}

export function withSeed<T>(yargs: Argv<T>) {
  return yargs.option('seed', {
    type: 'string',
    requiresArg: true,
    describe: 'seed for every random choice; the same seed repeats the same choices',
    coerce: (text: string | undefined) => {
      if (text === undefined) return undefined;
      const seed = Number(text);
      if (!/^\d+$/.test(text) || seed > 0xffff_ffff) {
        throw usageFailure('--seed must be an integer from 0 to 4294967295');
      }
      return seed;
    },
  });
}

/** What to do if this machine cannot deliver the load. */
export function withScale<T>(yargs: Argv<T>) {
  return yargs.option('scale', {
    type: 'boolean',
    default: false,
    describe: 'send less load, instead of refusing it, if this machine cannot deliver it all',
  });
}

/** @throws CommandFailure exit 2 when the number is out of range */
export function numberBetween(option: string, min: number, max: number): (value: number) => number {
  return (value) => {
    if (!Number.isFinite(value) || value < min || value > max) {
      throw usageFailure(`--${option} must be a number from ${min} to ${max}`);
    }
    return value;
  };
}
