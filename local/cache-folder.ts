import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * The folder for files that are expensive to build or fetch: k6, DynamoDB Local, synthesized templates. It is
 * `EVENKEEL_CACHE` or, if that is not set, `evenkeel` in the user's cache folder, which all clones share.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment['EVENKEEL_CACHE'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  const base = environment['XDG_CACHE_HOME'];
  return resolve(base !== undefined && base !== '' ? base : join(homedir(), '.cache'), 'evenkeel');
}
