import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { usageFailure } from '../failure.ts';
import { runsDirectory } from '../places.ts';

/**
 * The run directory that a command's argument names: its path, or the name of an experiment or plan, which means its
 * latest run. A directory without a journal is accepted too, because a run may have left none.
 *
 * @throws CommandFailure exit 2 when there is no such directory
 */
export function namedRunDirectory(run: string): string {
  const candidates = [resolve(run), join(runsDirectory(), run, 'latest'), join(runsDirectory(), run)];
  const found =
    candidates.find((candidate) => existsSync(join(candidate, 'journal.json'))) ?? candidates.find(existsSync);
  if (found === undefined) throw usageFailure(`there is no run ${run}; looked in ${candidates.join(', ')}`);
  return found;
}
