import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { Journal, Operation, ReconcileResult, RunEvent, Snapshot, type SnapshotName } from '../contract/index.ts';
import { predict } from '../prediction/index.ts';
import { complete, type Evidence, entriesOf, findingsOf, incomplete, type Part } from './evidence.ts';

/** A run directory without a journal that can be read: nothing can be said of the run at all. */
export class RunDirectoryError extends Error {
  override readonly name = 'RunDirectoryError';
}

/**
 * Reads a run directory. A file that is missing, cut, or not of the count the journal gives is an incomplete part,
 * not an error.
 *
 * @throws RunDirectoryError when there is no journal to read
 */
export async function readEvidence(directory: string): Promise<Evidence> {
  const journal = await readJournal(directory);
  const [events, history, before, drained, drifted, end, reconciles] = await Promise.all([
    readLines(directory, 'events.ndjson', RunEvent, journal),
    readLines(directory, 'history.ndjson', Operation, journal),
    readSnapshot(directory, 'before', journal),
    readSnapshot(directory, 'drained', journal),
    readSnapshot(directory, 'drifted', journal),
    readSnapshot(directory, 'end', journal),
    readReconciles(directory, journal),
  ]);
  const prediction = history.complete
    ? complete(predict(journal.experiment, journal.seed, history.value))
    : incomplete(history.reason);
  return { journal, parts: { events, history, prediction, before, drained, drifted, end, reconciles } };
}

async function readJournal(directory: string): Promise<Journal> {
  const path = join(directory, 'journal.json');
  try {
    return Journal.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new RunDirectoryError(
      `${path} is no journal that can be read: ${messageOf(error)}. Give the directory of a run, such as reports/runs/gameday/latest.`,
    );
  }
}

async function readLines<Value>(
  directory: string,
  file: string,
  schema: z.ZodType<Value>,
  journal: Journal,
): Promise<Part<readonly Value[]>> {
  return attempt(file, async () => {
    const text = await readFile(join(directory, file), 'utf8');
    const lines = text.split('\n').filter((line) => line !== '');
    return counted(
      file,
      lines.map((line, index) => schema.parse(inSequence(line, index))),
      lines.length,
      journal,
    );
  });
}

/** What a line says, less its place. */
function inSequence(line: string, index: number): unknown {
  const { sequence, ...value } = Line.parse(JSON.parse(line));
  if (sequence !== index) throw new Error(`line ${index + 1} has sequence ${sequence}, not ${index}`);
  return value;
}

const Line = z.looseObject({ sequence: z.int() });

async function readSnapshot(directory: string, name: SnapshotName, journal: Journal): Promise<Part<Snapshot>> {
  const file = `state/${name}.json`;
  return attempt(file, async () => {
    const snapshot = Snapshot.parse(JSON.parse(await readFile(join(directory, file), 'utf8')));
    return counted(file, snapshot, entriesOf(snapshot), journal);
  });
}

async function readReconciles(directory: string, journal: Journal): Promise<Part<readonly ReconcileResult[]>> {
  return attempt('reconcile/', async () => {
    const there = (await readdir(join(directory, 'reconcile'))).filter(isResult).map((file) => `reconcile/${file}`);
    const told = Object.keys(journal.counts).filter((file) => file.startsWith('reconcile/'));
    const missing = told.find((file) => !there.includes(file));
    if (missing !== undefined) return incomplete(`${missing} is missing`);
    const results: ReconcileResult[] = [];
    for (const file of there.sort()) {
      const result = ReconcileResult.parse(JSON.parse(await readFile(join(directory, file), 'utf8')));
      const part = counted(file, result, findingsOf(result), journal);
      if (!part.complete) return part;
      results.push(part.value);
    }
    return complete(results);
  });
}

function isResult(file: string): boolean {
  return file.endsWith('.json');
}

function counted<Value>(file: string, value: Value, count: number, journal: Journal): Part<Value> {
  const expected = journal.counts[file];
  if (expected === undefined) return incomplete(`the journal does not count ${file}`);
  if (expected !== count) return incomplete(`${file} holds ${count} entries where the journal counts ${expected}`);
  return complete(value);
}

async function attempt<Value>(file: string, read: () => Promise<Part<Value>>): Promise<Part<Value>> {
  try {
    return await read();
  } catch (error) {
    return incomplete(isMissing(error) ? `${file} is missing` : `${file} cannot be read: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error).split('\n').slice(0, 2).join(' ');
  return error instanceof Error ? error.message : String(error);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
