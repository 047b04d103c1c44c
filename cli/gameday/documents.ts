import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DocumentError, type Shipped, shippedExperiments, shippedPlans, SystemError } from '@evenkeel/chaos';
import { SystemMismatchError } from '@evenkeel/chaos/evidence';
import { suggestion } from '@evenkeel/chaos/schemas/mistakes';
import { usageFailure } from '../failure.ts';
import { nearestDefinition } from '../system/find-definition.ts';
import { shippedDefinition } from '../system/shipped.ts';

const FOLDERS = { plan: 'plans', experiment: 'experiments' } as const;
const LISTED = { plan: shippedPlans, experiment: shippedExperiments } as const;

/** The experiments or plans in the folder `experiments` or `plans` next to a definition. */
export async function documentsBeside(kind: keyof typeof FOLDERS, definition: string): Promise<Shipped[]> {
  const folder = join(dirname(definition), FOLDERS[kind]);
  return existsSync(folder) ? LISTED[kind](folder) : [];
}

/**
 * Path of a plan or experiment. It is given by its file, or by its name if it is next to the system's definition or
 * ships with evenkeel.
 *
 * @param system the definition's file, from the option `--definition`
 * @throws CommandFailure exit 2 listing the names
 */
export async function locate(
  kind: keyof typeof FOLDERS,
  nameOrFile: string,
  system: string | undefined,
): Promise<string> {
  const file = resolve(nameOrFile);
  if (/\.ya?ml$/.test(file) && existsSync(file)) return file;
  const own = system ?? nearestDefinition(process.cwd());
  const shipped = await documentsBeside(kind, await shippedDefinition());
  const beside = own === undefined ? [] : await documentsBeside(kind, own);
  const found = [...beside, ...shipped].find(({ name }) => name === nameOrFile);
  if (found !== undefined) return found.path;
  // The names of the system that ships with evenkeel are of use only where nobody has a system of their own.
  const [choices, whose] = own === undefined ? [shipped, 'that ships with evenkeel'] : [beside, `of ${own}`];
  const names = choices.map(({ name }) => name);
  const known =
    names.length === 0
      ? `there is none in the folder ${FOLDERS[kind]} beside ${own ?? ''}`
      : `or the name of one ${whose}: ${names.join(', ')}`;
  throw usageFailure(
    `no ${kind} ${nameOrFile}${suggestion(nameOrFile, names)}: pass a YAML file${names.length === 0 ? '; ' : ', '}${known}`,
  );
}

const REFUSALS = [DocumentError, SystemError, SystemMismatchError];

/** Turns the problems of a document or a definition into a failure of the command: exit 2, with every problem. */
export async function orUsageFailure<Value>(read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    const refusal = REFUSALS.find((kind) => error instanceof kind);
    if (refusal !== undefined && error instanceof Error) throw usageFailure(error.message, error);
    throw error;
  }
}
