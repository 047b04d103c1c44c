/** Every run below a folder, as the index of runs shows them. Of each run, it reads the journal and what is known of the load. */
import { readdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Journal } from '@evenkeel/chaos/schemas';
import { loadTotals } from './facts/load.ts';
import { headlineOf } from './facts/verdict.ts';
import { readJournal, readK6Summary, readOperations } from './run.ts';

/** The newest runs are shown; the page of more would be too long to read. */
const MAX_RUNS = 500;
/** Folders between the top one and a run directory, such as `sweep/sweep_7/<time>`. */
const MAX_DEPTH = 4;

export interface IndexedRun {
  /** Its directory, relative to the top folder, with `/` between its parts. */
  readonly path: string;
  /** The folder that its earlier runs share, such as `gameday`. */
  readonly series: string;
  readonly run: string;
  readonly experiment: string;
  readonly title: string;
  readonly startedAt: string;
  /** Such as PASS, or UNFINISHED for a run that was not judged. */
  readonly verdict: string;
  readonly tone: 'good' | 'bad' | 'open';
  readonly sabotage: string | null;
  readonly checks: { readonly valid: number; readonly all: number };
  readonly requests: number | null;
  readonly unexpected: number | null;
  /** Real milliseconds. */
  readonly p95: number | null;
  readonly commit: string | null;
  readonly operator: string | null;
}

export interface RunIndex {
  /** The newest first. */
  readonly runs: readonly IndexedRun[];
  /** How many older runs are left out. */
  readonly leftOut: number;
  /** Directories whose journal cannot be read. */
  readonly unreadable: readonly string[];
}

/** @param folder such as `reports/runs`; a folder that does not exist has no runs */
export async function indexRuns(folder: string): Promise<RunIndex> {
  const directories = await runDirectories(folder, MAX_DEPTH);
  // Run directories are named after their start, so the newest can be chosen before any journal is read.
  const newest = directories.sort((one, other) => startOf(other).localeCompare(startOf(one)));
  const runs: IndexedRun[] = [];
  const unreadable: string[] = [];
  for (const directory of newest.slice(0, MAX_RUNS)) {
    const path = relative(folder, directory).split(sep).join('/');
    try {
      runs.push(await indexed(directory, path));
    } catch {
      unreadable.push(path);
    }
  }
  runs.sort((one, other) => other.startedAt.localeCompare(one.startedAt));
  return { runs, leftOut: Math.max(0, newest.length - MAX_RUNS), unreadable };
}

const startOf = (directory: string): string => directory.slice(dirname(directory).length);

/** Links such as `latest` are not followed: each run counts once. */
async function runDirectories(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  if (entries.some(({ name }) => name === 'journal.json')) return [folder];
  if (depth === 0) return [];
  const below = await Promise.all(
    entries.filter((entry) => entry.isDirectory()).map(({ name }) => runDirectories(join(folder, name), depth - 1)),
  );
  return below.flat();
}

async function indexed(directory: string, path: string): Promise<IndexedRun> {
  const journal = await readJournal(directory);
  const k6 = await readK6Summary(directory);
  const operations = await readOperations(directory);
  const { requests, unexpected, p95 } = loadTotals({ journal, k6, operations });
  const { word, tone } = headlineOf(journal);
  return {
    path,
    series: path.includes('/') ? dirname(path) : journal.experiment.name,
    run: journal.run,
    experiment: journal.experiment.name,
    title: journal.experiment.title,
    startedAt: journal.startedAt,
    verdict: word,
    tone,
    sabotage: journal.sabotage,
    checks: checksOf(journal),
    requests,
    unexpected,
    p95,
    commit: journal.origin?.commit ?? null,
    operator: journal.origin?.operator ?? null,
  };
}

const checksOf = ({ checks }: Journal): IndexedRun['checks'] => ({
  valid: checks.filter(({ result }) => result === 'valid').length,
  all: checks.length,
});
