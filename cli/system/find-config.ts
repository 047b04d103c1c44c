/** Finds the rules of a command that names none: those of a config, or of the definition of a system. */
import { join, dirname } from 'node:path';
import { existsSync } from 'node:fs';
import { usageFailure } from '../failure.ts';
import { nearestDefinition } from './find-definition.ts';
import { nearest } from './project.ts';

const NAMES = ['reconcile.config.ts', 'reconcile.config.js', 'reconcile.config.mjs'];

/** Path of the config in the folder, or in the nearest folder above it. */
export function nearestConfig(folder: string): string | undefined {
  const found = nearest(folder, NAMES);
  return found === undefined ? undefined : NAMES.map((name) => join(found, name)).find((file) => existsSync(file));
}

/**
 * Path of the config that is nearer than any definition; undefined if a definition is.
 *
 * @throws CommandFailure exit 2 if a config and a definition stand side by side: they may lead to different stores
 */
export function configHere(folder: string): string | undefined {
  const config = nearestConfig(folder);
  const definition = nearestDefinition(folder);
  if (config === undefined || definition === undefined) return config;
  if (dirname(config) === dirname(definition)) {
    throw usageFailure(
      `${config} and ${definition} both have rules: choose the stores of the one with --config ${config}, or the system of the other with --definition ${definition}`,
    );
  }
  return dirname(config).length > dirname(definition).length ? config : undefined;
}
