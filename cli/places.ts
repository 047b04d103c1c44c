import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder that holds services/, chaos/ and the rest: the repository, or `dist/` in the package. */
export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Where things that are costly to make are kept between runs: k6, synthesized templates, running systems.
 * `EVENKEEL_CACHE`, else the user's cache folder, so that a fresh clone does not build k6 again.
 */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment['EVENKEEL_CACHE'];
  if (chosen !== undefined && chosen !== '') return chosen;
  const base = environment['XDG_CACHE_HOME'];
  return join(base !== undefined && base !== '' ? base : join(homedir(), '.cache'), 'evenkeel');
}

/** Where run directories go: `reports/runs` below the folder the command is run in. */
export function runsDirectory(): string {
  return join(process.cwd(), 'reports', 'runs');
}

/** Synthesized templates with their bundles, each under the hash of what made it. */
export const assembliesDirectory = (): string => join(cacheDirectory(), 'assemblies');

/** The version of the command, whatever project it is run in: from the package.json beside the sources, or above `dist/`. */
export function evenkeelVersion(): string {
  const manifests = ['./package.json', '../../package.json'].map((path) => new URL(path, import.meta.url));
  const manifest = manifests.find((url) => existsSync(url));
  if (manifest === undefined)
    throw new Error(`evenkeel's package.json is missing: ${fileURLToPath(manifests[1] ?? '')}`);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
