import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { DocumentError, type Shipped, shippedExperiments, shippedPlans } from '@evenkeel/chaos';
import { usageFailure } from '../failure.ts';

const shipped: Readonly<Record<'plan' | 'experiment', () => Promise<Shipped[]>>> = {
  plan: shippedPlans,
  experiment: shippedExperiments,
};

/**
 * Path of a plan or experiment, which is named by its file or, where it ships with evenkeel, by its name.
 *
 * @throws CommandFailure exit 2 listing those that ship
 */
export async function locate(kind: keyof typeof shipped, nameOrFile: string): Promise<string> {
  const file = resolve(nameOrFile);
  if (/\.ya?ml$/.test(file) && existsSync(file)) return file;
  const choices = await shipped[kind]();
  const found = choices.find(({ name }) => name === nameOrFile);
  if (found !== undefined) return found.path;
  const names = choices.map(({ name }) => name).join(', ');
  throw usageFailure(
    `there is no ${kind} ${nameOrFile}: give a YAML file, or one of the names that ship with evenkeel: ${names}`,
  );
}

/** Turns the problems of a document into a failure of the command: exit 2, with every problem. */
export async function orUsageFailure<Value>(read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DocumentError) throw usageFailure(error.message, error);
    throw error;
  }
}
