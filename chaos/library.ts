import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Experiment, Plan } from './schemas/index.ts';
import { DocumentError, parseExperiment, parsePlan, type Surroundings } from './documents/index.ts';

/** A document that ships with a system. */
export interface Shipped {
  readonly name: string;
  readonly path: string;
}

/** The plans in a folder, in the order of their names. */
export const shippedPlans = (folder: string): Promise<Shipped[]> => shipped(folder);
/** The experiments in a folder, in the order of their names. */
export const shippedExperiments = (folder: string): Promise<Shipped[]> => shipped(folder);

/** What is known about the system that a document is for. */
export type KnownSystem = Pick<Surroundings, 'alarms' | 'system' | 'stores' | 'queues' | 'services' | 'hasApi'>;

/**
 * @param known the names of the intact template's alarms, without the stage's prefix, the system's definition, its views
 *   and rules, the queues that feed its functions, and what the app's code and templates show
 * @throws DocumentError
 */
export async function readExperiment(path: string, known: KnownSystem = {}): Promise<Experiment> {
  return parseExperiment(await readFile(path, 'utf8'), path, { ...known, exists: beside(path) });
}

/**
 * Several experiments. The problems of all of them are reported at once.
 *
 * @param known as in `readExperiment`
 * @throws DocumentError
 */
export async function readExperiments(files: readonly string[], known: KnownSystem = {}): Promise<Experiment[]> {
  const read = await Promise.allSettled(files.map((file) => readExperiment(file, known)));
  const failures = read.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  const refused = failures.filter((error) => error instanceof DocumentError);
  if (refused.length > 1) {
    const problems = refused.flatMap(({ source, problems: own }) => own.map((problem) => ({ ...problem, source })));
    throw new DocumentError(refused.map(({ source }) => source).join(', '), problems);
  }
  if (failures.length > 0) throw failures[0];
  return read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

/**
 * A plan and the files of its experiments, whose paths are relative to it.
 *
 * @throws DocumentError
 */
export async function readPlanFiles(path: string): Promise<{ readonly plan: Plan; readonly files: readonly string[] }> {
  const plan = parsePlan(await readFile(path, 'utf8'), path, { exists: beside(path) });
  return { plan, files: plan.experiments.map((file) => resolve(dirname(path), file)) };
}

/**
 * A plan and its experiments, with the file of each.
 *
 * @throws DocumentError
 */
export async function readPlan(
  path: string,
  known: KnownSystem = {},
): Promise<{ readonly plan: Plan; readonly experiments: readonly Experiment[]; readonly files: readonly string[] }> {
  const { plan, files } = await readPlanFiles(path);
  const experiments = await readExperiments(files, known);
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
