/** Finds the definition of a system. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { shippedDefinition } from './shipped.ts';

const NAMES = ['evenkeel.system.ts', 'evenkeel.system.js'];

/** What an experiment says, or `--definition`, if the system has no definition. */
const NONE = 'none';

/** Path of the definition in the folder or in the nearest folder above it. */
export function nearestDefinition(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const found = NAMES.map((name) => join(at, name)).find(existsSync);
    if (found !== undefined || dirname(at) === at) return found;
  }
}

/**
 * Path of the definition of a command without an experiment: the given one, the nearest to the folder, or the one that
 * ships with evenkeel.
 */
export async function definitionHere(given: string | undefined, folder: string): Promise<string> {
  return given === undefined ? (nearestDefinition(folder) ?? shippedDefinition()) : resolve(given);
}

/**
 * Path of the definition of an experiment's system: the given one, the one that the experiment names, the nearest to it,
 * or the one that ships with evenkeel. Undefined if the system has none.
 */
export async function definitionOf(experiment: string, given: string | undefined): Promise<string | undefined> {
  const named = given ?? (await systemField(experiment));
  if (named === NONE) return undefined;
  const folder = dirname(resolve(experiment));
  if (named === undefined) return definitionHere(undefined, folder);
  return given === undefined ? resolve(folder, named) : resolve(given);
}

/** The experiment's field `system`. Mistakes in the file are reported later, when all of it is read. */
async function systemField(experiment: string): Promise<string | undefined> {
  try {
    const { system } = parse(await readFile(experiment, 'utf8')) as { readonly system?: unknown };
    return typeof system === 'string' ? system : undefined;
  } catch {
    return undefined;
  }
}
