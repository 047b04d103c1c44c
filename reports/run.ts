/**
 * Reads a run directory for a report. Only the journal is required: a killed run leaves some files incomplete and others
 * out, and the report lists them as gaps.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AccessReport,
  Journal,
  NumberedLine,
  Operation,
  ReconcileResult,
  RunEvent,
  SnapshotHeader,
  SnapshotName,
  TraceSpan,
  TraceSummary,
} from '@evenkeel/chaos/schemas';
import {
  EvidenceFileError,
  evidenceLines,
  parseEvidence,
  readEvidenceText,
} from '@evenkeel/chaos/schemas/evidence-files';
import { lineOf, mistakesOf, wording } from '@evenkeel/chaos/schemas/mistakes';
import * as z from 'zod';

const JOURNAL = 'journal.json';
const ACCESS = 'access.json';
const TRACES = 'traces.ndjson';
const TRACE_SUMMARY = 'traces.json';

/** The run directory has no journal from which a report can be made. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}

/** k6's end-of-test summary, as passed to `handleSummary`: for each metric, its values by statistic. */
const K6Summary = z.object({
  metrics: z.record(z.string(), z.object({ values: z.record(z.string(), z.number()) })),
});

export interface Run {
  readonly journal: Journal;
  /** In the order of `elapsedMs`. */
  readonly events: readonly RunEvent[];
  readonly operations: readonly Operation[];
  readonly reconciles: readonly ReconcileResult[];
  /** Undefined if the run left none. */
  readonly access: AccessReport | undefined;
  /** What all traces say together; undefined if functions left none. */
  readonly traces: TraceSummary | undefined;
  /** The spans of the traces that the run kept. */
  readonly spans: readonly TraceSpan[];
  readonly k6: z.infer<typeof K6Summary> | undefined;
  /** Missing or unreadable evidence, one sentence each. */
  readonly gaps: readonly string[];
}

/** A file of the run directory, by its name there. */
interface EvidenceFile {
  readonly directory: string;
  readonly name: string;
}

/** @throws ReportError when there is no journal that can be read */
export async function readRun(directory: string): Promise<Run> {
  const gaps: string[] = [];
  const file = (name: string): EvidenceFile => ({ directory, name });
  const journal = await readJournal(directory);
  const events = await readLines(file('events.ndjson'), RunEvent, gaps);
  const operations = await readLines(file('history.ndjson'), Operation, sentLoad(journal) ? gaps : []);
  for (const moment of SnapshotName.options.filter((name) => wasTaken(name, journal, events))) {
    await readDocument(file(`state/${moment}/snapshot.json`), SnapshotHeader, gaps);
  }
  return {
    journal,
    events: events.sort((one, other) => one.elapsedMs - other.elapsedMs),
    operations,
    reconciles: await readReconciles(directory, gaps),
    access: ACCESS in journal.counts ? await readDocument(file(ACCESS), AccessReport, gaps) : undefined,
    traces: TRACE_SUMMARY in journal.counts ? await readDocument(file(TRACE_SUMMARY), TraceSummary, gaps) : undefined,
    spans: TRACES in journal.counts ? await readLines(file(TRACES), TraceSpan, gaps) : [],
    k6: await readDocument(file('k6/summary.json'), K6Summary, sentLoad(journal) ? gaps : []),
    gaps,
  };
}

/** @throws ReportError when there is no journal that can be read */
export async function readJournal(directory: string): Promise<Journal> {
  const path = join(directory, JOURNAL);
  let text: string;
  try {
    text = await readEvidenceText(directory, JOURNAL);
  } catch (error) {
    if (error instanceof EvidenceFileError)
      throw new ReportError(`${path} cannot be read: ${error.message}`, { cause: error });
    throw new ReportError(
      `there is no journal at ${path}; give the directory of a run, such as reports/runs/short/latest`,
      {
        cause: error,
      },
    );
  }
  const journal = Journal.safeParse(parseJson(text), wording);
  if (journal.success) return journal.data;
  const lines = mistakesOf(journal.error.issues).map((mistake) => `  ${lineOf(mistake)}`);
  throw new ReportError(`${path} is not a journal that this version can read:\n${lines.join('\n')}`);
}

/** A run whose system is not in its steady state completes without a load. */
const sentLoad = ({ status, load }: Journal): boolean => status !== 'completed' || load !== null;

/** A run takes no snapshots without a definition of its system, and a run that ended early does not take all of them. */
function wasTaken(name: SnapshotName, { status, system, counts, load }: Journal, events: readonly RunEvent[]): boolean {
  if (Object.hasOwn(counts, `state/${name}/snapshot.json`)) return true;
  if (events.some((event) => event.kind === 'snapshot' && event.name === name)) return true;
  return status === 'completed' && system !== null && load !== null;
}

/** What the load sent; empty if nothing of it can be read. */
export async function readOperations(directory: string): Promise<Run['operations']> {
  return readLines({ directory, name: 'history.ndjson' }, Operation, []);
}

/** k6's summary; undefined if there is none that can be read. */
export async function readK6Summary(directory: string): Promise<Run['k6']> {
  return readDocument({ directory, name: 'k6/summary.json' }, K6Summary, []);
}

async function readReconciles(directory: string, gaps: string[]): Promise<ReconcileResult[]> {
  const names = await readdir(join(directory, 'reconcile')).catch((): string[] => []);
  const results: ReconcileResult[] = [];
  for (const name of names.filter((entry) => entry.endsWith('.json'))) {
    const result = await readDocument({ directory, name: `reconcile/${name}` }, ReconcileResult, gaps);
    if (result !== undefined) results.push(result);
  }
  return results.sort((one, other) => one.startedAt.localeCompare(other.startedAt));
}

async function readDocument<Schema extends z.ZodType>(file: EvidenceFile, schema: Schema, gaps: string[]) {
  const text = await textOf(file, gaps);
  if (text === undefined) return undefined;
  const document = schema.safeParse(parseJson(text), wording);
  if (document.success) return document.data;
  gaps.push(`${file.name} does not match its schema: ${firstMistake(document.error)}`);
  return undefined;
}

/** The readable lines. In a killed run, the last line may be cut short. */
async function readLines<Schema extends z.ZodType>(file: EvidenceFile, schema: Schema, gaps: string[]) {
  const entries: z.infer<Schema>[] = [];
  let next = 0;
  const take = (line: string, number: number) => {
    const addGap = (problem: string) => gaps.push(`${file.name}, line ${number}: ${problem}`);
    const numbered = NumberedLine.safeParse(parseJson(line), wording);
    const entry = numbered.success ? schema.safeParse(numbered.data.value, wording) : numbered;
    if (entry.success) entries.push(entry.data);
    else addGap(firstMistake(entry.error));
    const { sequence = next } = numbered.data ?? {};
    if (sequence !== next) addGap(`its sequence is ${sequence}, not ${next}`);
    next = sequence + 1;
  };
  try {
    let number = 0;
    for await (const lines of evidenceLines(file.directory, file.name)) {
      for (const line of lines) {
        number += 1;
        if (line !== '') take(line, number);
      }
    }
  } catch (error) {
    gaps.push(unreadable(file.name, error));
  }
  return entries;
}

async function textOf({ directory, name }: EvidenceFile, gaps: string[]): Promise<string | undefined> {
  try {
    return await readEvidenceText(directory, name);
  } catch (error) {
    gaps.push(unreadable(name, error));
    return undefined;
  }
}

const unreadable = (name: string, error: unknown): string =>
  error instanceof EvidenceFileError ? `${name} cannot be read: ${error.message}` : `${name} is missing`;

/** Undefined, which no schema accepts, if the text is not JSON. */
function parseJson(text: string): unknown {
  try {
    return parseEvidence(text);
  } catch {
    return undefined;
  }
}

function firstMistake({ issues }: z.ZodError): string {
  const [mistake] = mistakesOf(issues);
  return mistake === undefined ? 'unreadable' : lineOf(mistake);
}
