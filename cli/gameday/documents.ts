import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { DocumentError, type Shipped, shippedExperiments, shippedPlans } from '../../chaos/index.ts';
import { usageFailure } from '../failure.ts';

const shipped: Readonly<Record<'plan' | 'experiment', () => Promise<Shipped[]>>> = {
  plan: shippedPlans,
  experiment: shippedExperiments,
};

/**
 * Path of a plan or experiment: a file, or the name of one that ships.
 *
 * @throws CommandFailure exit 2 naming those that ship
 */
export async function locate(kind: keyof typeof shipped, nameOrFile: string): Promise<string> {
  const file = resolve(nameOrFile);
  if (/\.ya?ml$/.test(file) && existsSync(file)) return file;
  const choices = await shipped[kind]();
  const found = choices.find(({ name }) => name === nameOrFile);
  if (found !== undefined) return found.path;
  const names = choices.map(({ name }) => name).join(', ');
  throw usageFailure(`no ${kind} ${nameOrFile}: name a YAML file, or one that ships: ${names}`);
}

/** Makes what is wrong with a document the command's own failure: exit 2, every problem in it. */
export async function refusing<Value>(read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DocumentError) throw usageFailure(error.message, error);
    throw error;
  }
}
