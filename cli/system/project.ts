import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** What stands in the folder of a project, beside the checkout's own. */
const MARKERS = [
  'evenkeel.system.ts',
  'evenkeel.system.js',
  'reconcile.config.ts',
  'reconcile.config.js',
  'reconcile.config.mjs',
  'cdk.json',
  'package.json',
];

/**
 * The folder of the project that a command runs in: the checkout, or else the nearest folder with a file that a project has.
 * A system that `up` starts belongs to it, so that two checkouts on one machine do not act on each other's.
 */
export function projectFolder(from: string = process.cwd()): string {
  const start = realpathSync(resolve(from));
  return nearest(start, ['.git']) ?? nearest(start, MARKERS) ?? start;
}

/** The nearest folder, from this one upwards, that holds one of these. */
export function nearest(folder: string, names: readonly string[]): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (names.some((name) => existsSync(join(at, name)))) return at;
    if (dirname(at) === at) return undefined;
  }
}
