/** Finds the run with which a report compares its own: the latest earlier one of the same experiment that was judged. */
import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Journal } from '@evenkeel/chaos/schemas';
import { readJournal, readRun, type Run } from './run.ts';

/** Earlier runs that are tried before it is concluded that there is none. */
const MAX_TRIED = 30;

/** A run directory is named after its start. */
const STARTED = /^\d{4}-\d\d-\d\dT/;

export interface PreviousRun {
  readonly run: Run;
  /** Its directory, relative to the directory of the later run, with `/` between its parts. */
  readonly path: string;
}

/** @param directory of the later run, whose earlier runs are beside it, in directories named after their start */
export async function previousRun(directory: string, journal: Journal): Promise<PreviousRun | undefined> {
  const own = await realpath(directory);
  const parent = dirname(own);
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  const earlier = entries
    .filter((entry) => entry.isDirectory() && STARTED.test(entry.name) && entry.name < basename(own))
    .map(({ name }) => name)
    .sort()
    .reverse();
  for (const name of earlier.slice(0, MAX_TRIED)) {
    if (!(await isComparable(join(parent, name), journal))) continue;
    return { run: await readRun(join(parent, name)), path: `../${encodeURIComponent(name)}` };
  }
  return undefined;
}

async function isComparable(directory: string, later: Journal): Promise<boolean> {
  try {
    const { experiment, verdict, startedAt } = await readJournal(directory);
    return verdict !== null && experiment.name === later.experiment.name && startedAt < later.startedAt;
  } catch {
    return false;
  }
}
