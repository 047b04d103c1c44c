import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder for what is expensive to make or fetch: k6, DynamoDB Local, synthesized templates. `EVENKEEL_CACHE` if set,
 * else the user's cache folder, so that a fresh clone does not make them again.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment['EVENKEEL_CACHE'];
  if (chosen !== undefined && chosen !== '') return chosen;
  const base = environment['XDG_CACHE_HOME'];
  return join(base !== undefined && base !== '' ? base : join(homedir(), '.cache'), 'evenkeel');
}
