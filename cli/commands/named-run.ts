import type { KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RunDirectoryError } from '@evenkeel/chaos/evidence';
import { type CheckedRun, checkRun } from '@evenkeel/chaos/judge';
import type { Argv } from 'yargs';
import { usageFailure } from '../failure.ts';
import { orUsageFailure } from '../gameday/documents.ts';
import { withDefinition } from '../options.ts';
import { runsDirectory } from '../places.ts';
import { systemOfRun } from '../system/of-run.ts';
import { evenkeelVersion } from '../version.ts';

/** The run that a command judges, and the definition that it judges it by. */
export const withRun = (yargs: Argv) =>
  withDefinition(yargs).positional('run', {
    type: 'string',
    demandOption: true,
    describe: 'run directory, or the name of an experiment or plan, for its latest run',
  });

/**
 * Judges the named run again.
 *
 * @param system the file with its definition; by default, the one that it was judged by is looked for
 * @param signer the key that must have signed it; absent if no signature is demanded
 * @throws CommandFailure exit 2 when there is no such run, or its definition is not found
 */
export async function judgeNamedRun(
  run: string,
  system: string | undefined,
  signer?: KeyObject,
): Promise<CheckedRun & { readonly directory: string }> {
  const directory = namedRunDirectory(run);
  const definition = await systemOfRun(directory, system);
  const checked = await orUsageFailure(() => checkRun(directory, definition, signer, evenkeelVersion())).catch(
    (error: unknown) => {
      throw error instanceof RunDirectoryError ? usageFailure(error.message, error) : error;
    },
  );
  return { ...checked, directory };
}

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
