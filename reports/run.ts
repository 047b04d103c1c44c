/**
 * A run directory as values. Only the journal must be there: a run that was killed leaves some files short and others
 * out, and its report says which.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import {
  Journal,
  NumberedLine,
  Operation,
  ReconcileResult,
  RunEvent,
  Snapshot,
  SnapshotName,
} from '../chaos/schemas/index.ts';
import { ReportError } from './errors.ts';
import { K6Summary } from './facts/k6-summary.ts';

export interface Run {
  readonly journal: Journal;
  /** In the order of `elapsedMs`. */
  readonly events: readonly RunEvent[];
  readonly operations: readonly Operation[];
  readonly snapshots: Partial<Record<SnapshotName, Snapshot>>;
  readonly reconciles: readonly ReconcileResult[];
  readonly k6: K6Summary | undefined;
  /** Evidence that is missing or cannot be read, one sentence each. */
  readonly gaps: readonly string[];
}

export async function readRun(directory: string): Promise<Run> {
  const gaps: string[] = [];
  const file = (name: string) => join(directory, name);
  const journal = await readJournal(file('journal.json'));
  const events = await readLines(file('events.ndjson'), RunEvent, gaps);
  const operations = await readLines(file('history.ndjson'), Operation, gaps);
  const snapshots: Run['snapshots'] = {};
  for (const name of SnapshotName.options) {
    const snapshot = await readDocument(file(`state/${name}.json`), Snapshot, gaps);
    if (snapshot !== undefined) snapshots[name] = snapshot;
  }
  return {
    journal,
    events: events.sort((one, other) => one.elapsedMs - other.elapsedMs),
    operations,
    snapshots,
    reconciles: await readReconciles(file('reconcile'), gaps),
    k6: await readDocument(file('k6/summary.json'), K6Summary, gaps),
    gaps,
  };
}

async function readJournal(path: string): Promise<Journal> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new ReportError(`no journal at ${path}; give the directory of a run, such as reports/runs/gameday/latest`, {
      cause: error,
    });
  }
  const journal = Journal.safeParse(parseJson(text));
  if (journal.success) return journal.data;
  throw new ReportError(`${path} is no journal this version can read:\n${z.prettifyError(journal.error)}`);
}

async function readReconciles(folder: string, gaps: string[]): Promise<ReconcileResult[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const results: ReconcileResult[] = [];
  for (const name of names.filter((entry) => entry.endsWith('.json'))) {
    const result = await readDocument(join(folder, name), ReconcileResult, gaps);
    if (result !== undefined) results.push(result);
  }
  return results.sort((one, other) => one.startedAt.localeCompare(other.startedAt));
}

async function readDocument<Schema extends z.ZodType>(path: string, schema: Schema, gaps: string[]) {
  const text = await textOf(path, gaps);
  if (text === undefined) return undefined;
  const document = schema.safeParse(parseJson(text));
  if (document.success) return document.data;
  gaps.push(`${shortened(path)} is not as the contract says: ${firstIssue(document.error)}`);
  return undefined;
}

/** The lines that can be read; the last line of a killed run may be cut short. */
async function readLines<Schema extends z.ZodType>(path: string, schema: Schema, gaps: string[]) {
  const text = (await textOf(path, gaps)) ?? '';
  const read: z.infer<Schema>[] = [];
  let next = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const tell = (what: string) => gaps.push(`${shortened(path)}, line ${index + 1}: ${what}`);
    const numbered = NumberedLine.safeParse(parseJson(line));
    const entry = numbered.success ? schema.safeParse(numbered.data.value) : numbered;
    if (entry.success) read.push(entry.data);
    else tell(firstIssue(entry.error));
    const { sequence = next } = numbered.data ?? {};
    if (sequence !== next) tell(`its sequence is ${sequence}, not ${next}`);
    next = sequence + 1;
  }
  return read;
}

async function textOf(path: string, gaps: string[]): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    gaps.push(`${shortened(path)} is missing`);
    return undefined;
  }
}

/** JSON that cannot be parsed is no value of any schema. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function firstIssue({ issues: [issue] }: z.ZodError): string {
  return issue === undefined ? 'unreadable' : `${issue.path.join('.')} ${issue.message}`.trim();
}

function shortened(path: string): string {
  return path.split(/[\\/]/).slice(-2).join('/');
}
