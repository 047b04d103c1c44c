import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds services/, cli/ and the rest: the repository, or `dist/` in the package. */
export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * The folder for what is expensive to make: k6, synthesized templates, the record of running systems. `EVENKEEL_CACHE`
 * if set, else the user's cache folder, so that a fresh clone does not build k6 again.
 */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment['EVENKEEL_CACHE'];
  if (chosen !== undefined && chosen !== '') return chosen;
  const base = environment['XDG_CACHE_HOME'];
  return join(base !== undefined && base !== '' ? base : join(homedir(), '.cache'), 'evenkeel');
}

/** The folder for run directories: `reports/runs` below the working directory. */
export function runsDirectory(): string {
  return join(process.cwd(), 'reports', 'runs');
}

/** The folder for synthesized templates with their bundles, each named by the hash of its sources. */
export const assembliesDirectory = (): string => join(cacheDirectory(), 'assemblies');

/** The version of evenkeel itself, not of the project that the command runs in. */
export function evenkeelVersion(): string {
  const manifests = ['./package.json', '../../package.json'].map((path) => new URL(path, import.meta.url));
  const manifest = manifests.find((url) => existsSync(url));
  if (manifest === undefined)
    throw new Error(`evenkeel's package.json is missing: ${fileURLToPath(manifests[1] ?? '')}`);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
