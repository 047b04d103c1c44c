/** Two PostgreSQL tables of a million rows. */
import type { Figure } from '../figure.ts';
import type { ChildResult, ChildTask } from './child.ts';
import { fetchAll, sumOfHashes } from './floors.ts';
import type { Postgres } from './postgres.ts';
import { median, rounds } from './rounds.ts';
import { type Differences, makeCopy, makeOriginal, NO_DIFFERENCES, scattered } from './tables.ts';

const MEGABYTE = 1024 * 1024;

export type Comparing = (task: ChildTask) => Promise<ChildResult>;

/** Compares in its own process. @throws Error if the result is wrong, which stops the benchmark */
export async function compareTables(compare: Comparing, task: ChildTask, { changed, missing, extra }: Differences) {
  const result = await compare(task);
  const expected = changed + missing + extra;
  if (result.drift !== expected || result.withValues !== expected) {
    throw new Error(`${result.drift} differences were found and there are ${expected}: ${JSON.stringify(result)}`);
  }
  return result;
}

export async function postgresTables(
  { config, client }: Postgres,
  compare: Comparing,
  rows: number,
): Promise<Figure[]> {
  const names = { original: 'bench_left', copy: 'bench_right' };
  const task = { pool: config, left: names.original, right: names.copy };
  await makeOriginal(client, names.original, rows);
  const measure = async (differences: Differences, count: number) => {
    await makeCopy(client, { ...names, rows }, differences);
    return rounds(count, async () => ({
      sum: await sumOfHashes(config, names.original, names.copy),
      run: await compareTables(compare, task, differences),
    }));
  };
  const equal = await measure(NO_DIFFERENCES, 3);
  const few = await measure(scattered(Math.round(rows / 1000)), 5);
  const fetched = await rounds(3, () => fetchAll(config, names.original, names.copy));
  const everyRow: Differences = { changed: rows, missing: 0, extra: 0 };
  await makeCopy(client, { ...names, rows }, everyRow);
  const every = await rounds(3, async () => ({
    fetch: await fetchAll(config, names.original, names.copy),
    run: await compareTables(compare, task, everyRow),
  }));
  const bytes = median(fetched.map((fetch) => fetch.bytes)) / MEGABYTE;
  const wholeRun = (measured: typeof equal) => ({
    value: median(measured.map(({ run }) => run.seconds)),
    floor: median(measured.map(({ sum }) => sum)),
    unit: 's',
    of: 'floor' as const,
  });
  const of = `${rows.toLocaleString('en')} rows`;
  return [
    { name: `${of}, 1 in 1,000 differs: whole run`, ...wholeRun(few), goal: 2.5 },
    {
      name: '  bytes, beside fetching every (key, hash)',
      value: median(few.map(({ run }) => run.bytes)) / MEGABYTE,
      floor: bytes,
      unit: 'MB',
      of: 'floor',
      goal: 0.08,
    },
    {
      name: '  peak memory of the process',
      value: Math.max(...few.map(({ run }) => run.peakMegabytes)),
      unit: 'MB',
      goal: 128,
    },
    { name: `${of}, none differs: whole run`, ...wholeRun(equal), goal: 2 },
    {
      name: `${of}, each differs: whole run, beside fetching all`,
      value: median(every.map(({ run }) => run.seconds)),
      floor: median(every.map(({ fetch }) => fetch.seconds)),
      unit: 's',
      of: 'floor',
      goal: 3,
    },
    {
      name: '  peak memory of the process',
      value: Math.max(...every.map(({ run }) => run.peakMegabytes)),
      unit: 'MB',
      goal: 128,
    },
  ];
}
