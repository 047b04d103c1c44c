/** Loads the definition of a system, with its digest. */
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Reconciliation } from '@evenkeel/reconciler';
import { defineSystem, type LoadedSystem, type SystemDefinition, SystemError } from '@evenkeel/chaos';
import { type CommandFailure, usageFailure } from '../failure.ts';
import { allProblems, problemsFailure } from './check-definition.ts';
import { definitionHere, definitionOf } from './find-definition.ts';
import { digestOf, ImportError, loadCompiled } from './load-module.ts';
import { howToInstall } from './missing-package.ts';
import { shippedDefinition } from './shipped.ts';
import { messageOf } from '../trouble.ts';

/** A definition, and where it was found. */
export interface FoundSystem extends LoadedSystem<Reconciliation> {
  /** Path of its module. */
  readonly file: string;
  /** Whether it is the one that ships with evenkeel, whose app the command synthesizes itself. */
  readonly ships: boolean;
}

/**
 * The definition that a command without an experiment uses.
 *
 * @param given path of a module, from the option `--definition`
 * @throws CommandFailure exit 2 if it cannot be loaded
 */
export async function systemHere(given: string | undefined, folder: string = process.cwd()): Promise<FoundSystem> {
  return loadSystem(await definitionHere(given, folder));
}

/**
 * The definition of the system that experiments are for. Undefined if they say `system: none`.
 *
 * @param given path of a module, from the option `--definition`
 * @throws CommandFailure exit 2 if the experiments are for different systems, or the definition cannot be loaded
 */
export async function systemOf(
  experiments: readonly string[],
  given: string | undefined,
): Promise<FoundSystem | undefined> {
  const files = await Promise.all(experiments.map((experiment) => definitionOf(experiment, given)));
  const [file, ...others] = new Set(files);
  if (others.length > 0) {
    const each = experiments.map((experiment, at) => `  ${experiment}: ${files[at] ?? 'none'}`);
    throw usageFailure(`experiments on different systems cannot be run together:\n${each.join('\n')}`);
  }
  return file === undefined ? undefined : loadSystem(file);
}

/** @throws CommandFailure exit 2 with every problem of the definition */
export async function loadSystem(file: string): Promise<FoundSystem> {
  if (!existsSync(file)) {
    throw usageFailure(
      `no file ${file}: a system is defined by a module whose default export is the result of defineSystem({ ... })`,
    );
  }
  const ships = file === (await shippedDefinition());
  const definition = await definitionIn(file, ships);
  return { definition: withJourneysLocated(definition, file), digest: await digestOf(file), file, ships };
}

async function definitionIn(file: string, ships: boolean): Promise<SystemDefinition<Reconciliation>> {
  try {
    const exported = await importDefinition(file, ships);
    if (typeof exported === 'object' && exported !== null)
      return defineSystem(exported as SystemDefinition<Reconciliation>);
  } catch (thrown) {
    const error = thrown instanceof ImportError ? thrown.cause : thrown;
    if (error instanceof SystemError) throw await refusal(error, file);
    const place = thrown instanceof ImportError ? (thrown.place ?? file) : file;
    const message = messageOf(error);
    throw usageFailure(`${place}: ${message}${howToInstall(error)}`, error);
  }
  throw usageFailure(`the default export of ${file} must be the result of defineSystem({ ... }) from evenkeel/chaos`);
}

/** The failure with every mistake, not only with those that `defineSystem` sees. */
async function refusal(error: SystemError, file: string): Promise<CommandFailure> {
  const { definition } = error;
  const problems = definition === undefined ? error.problems : await allProblems(definition, file);
  return problemsFailure(definition, file, problems, error);
}

async function importDefinition(file: string, ships: boolean): Promise<unknown> {
  const module: unknown = ships ? await import(pathToFileURL(file).href) : await loadCompiled(file);
  return (module as { readonly default?: unknown }).default;
}

/** The definition with the place of its journeys as a URL. */
function withJourneysLocated(
  definition: SystemDefinition<Reconciliation>,
  file: string,
): SystemDefinition<Reconciliation> {
  const { journeys } = definition;
  if (journeys === undefined) return definition;
  return { ...definition, journeys: { ...journeys, module: new URL(journeys.module, pathToFileURL(file)) } };
}
