import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Experiment, Plan } from './schemas/index.ts';
import { DocumentError, parseExperiment, parsePlan } from './documents/index.ts';

const PLANS = fileURLToPath(new URL('plans/', import.meta.url));
const EXPERIMENTS = fileURLToPath(new URL('experiments/', import.meta.url));

/** A document that ships with the package. */
export interface Shipped {
  readonly name: string;
  readonly path: string;
}

export const shippedPlans = (): Promise<Shipped[]> => shipped(PLANS);
export const shippedExperiments = (): Promise<Shipped[]> => shipped(EXPERIMENTS);

/**
 * @param alarms names of the intact template's alarms, without the stage's prefix
 * @throws DocumentError
 */
export async function readExperiment(path: string, alarms?: readonly string[]): Promise<Experiment> {
  return parseExperiment(await readFile(path, 'utf8'), path, { alarms, exists: beside(path) });
}

/**
 * Several experiments. The problems of all of them are reported at once.
 *
 * @param alarms as `readExperiment` takes them
 * @throws DocumentError
 */
export async function readExperiments(files: readonly string[], alarms?: readonly string[]): Promise<Experiment[]> {
  const read = await Promise.allSettled(files.map((file) => readExperiment(file, alarms)));
  const failures = read.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  const refused = failures.filter((error) => error instanceof DocumentError);
  if (refused.length > 1) {
    const problems = refused.flatMap(({ source, problems: own }) =>
      own.map((problem) => ({ ...problem, path: `${basename(source)}: ${problem.path}` })),
    );
    throw new DocumentError(refused.map(({ source }) => source).join(', '), problems);
  }
  if (failures.length > 0) throw failures[0];
  return read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

/**
 * A plan and its experiments, whose paths are relative to it, with the file of each.
 *
 * @throws DocumentError
 */
export async function readPlan(
  path: string,
  alarms?: readonly string[],
): Promise<{ readonly plan: Plan; readonly experiments: readonly Experiment[]; readonly files: readonly string[] }> {
  const plan = parsePlan(await readFile(path, 'utf8'), path, { exists: beside(path) });
  const files = plan.experiments.map((file) => resolve(dirname(path), file));
  const experiments = await readExperiments(files, alarms);
  return { plan, experiments, files };
}

/** Checks whether a file exists, relative to the document at `path`. */
function beside(path: string): (file: string) => boolean {
  return (file) => existsSync(resolve(dirname(path), file));
}

async function shipped(folder: string): Promise<Shipped[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).sort();
  return files.map((file) => ({ name: basename(file, '.yaml'), path: join(folder, file) }));
}
