import { createHash, type KeyObject } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import writeFileAtomic from 'write-file-atomic';
import {
  type AccessReport,
  type Journal,
  type LedgerEntry,
  numberedLines,
  type Operation,
  type ReconcileResult,
  type RunEvent,
  type TraceSpan,
  type TraceSummary,
} from '../schemas/index.ts';
import {
  ACCESS_FILE,
  accessEntriesOf,
  digestLine,
  JOURNAL_DIGEST_FILE,
  JOURNAL_FILE,
  resultEntriesOf,
  sealsOf,
  SIGNATURE_FILE,
  signatureOf,
} from '../evidence/index.ts';
import { TRACES_FILE } from '../schemas/evidence/trace-span.ts';
import { TRACE_SUMMARY_FILE } from '../schemas/evidence/trace-summary.ts';

/** Writes a run directory, and counts what it wrote for the journal. */
export interface RunDirectory {
  readonly counts: Readonly<Record<string, number>>;
  journal(journal: Journal): Promise<void>;
  /** The digests of all files but the journal, for the journal of a run that has ended. */
  seals(): Promise<NonNullable<Journal['seals']>>;
  /** Writes the journal with its digest beside it and, if there is a key, its signature. */
  seal(journal: Journal, key: KeyObject | undefined): Promise<void>;
  /** Appends events as they come, so that a killed run leaves what it saw. */
  appendEvents(events: readonly RunEvent[]): Promise<void>;
  /** Writes all events, in the order of the run. */
  events(events: readonly RunEvent[]): Promise<void>;
  history(operations: readonly Operation[]): Promise<void>;
  /** Writes the spans as they come, and then what `summary` says of them. */
  traces(spans: AsyncIterable<TraceSpan>, summary: () => TraceSummary): Promise<void>;
  /** Counts files that were written below the directory: file -> entries. */
  count(entries: Readonly<Record<string, number>>): void;
  /** Writes what the calls say about the roles. */
  access(report: AccessReport): Promise<void>;
  /** @param ledger undefined if it was not read */
  reconcile(result: ReconcileResult, ledger: readonly LedgerEntry[] | undefined): Promise<void>;
}

export async function openRunDirectory(path: string): Promise<RunDirectory> {
  for (const folder of ['state', 'reconcile', 'k6']) await mkdir(join(path, folder), { recursive: true });
  const counts: Record<string, number> = {};
  let appended = 0;
  const write = async (file: string, text: string, count?: number) => {
    await writeFileAtomic(join(path, file), text);
    if (count !== undefined) counts[file] = count;
  };
  return {
    counts,
    journal: (journal) => write(JOURNAL_FILE, textOf(journal)),
    seals: () => sealsOf(path),
    async seal(journal, key) {
      const text = textOf(journal);
      await write(JOURNAL_FILE, text);
      await write(JOURNAL_DIGEST_FILE, digestLine(createHash('sha256').update(text).digest('hex')));
      if (key !== undefined) await write(SIGNATURE_FILE, signatureOf(Buffer.from(text), key));
    },
    async appendEvents(events) {
      await appendFile(join(path, 'events.ndjson'), numberedLines(events, appended));
      appended += events.length;
    },
    events: (events) => write('events.ndjson', numberedLines(events), events.length),
    history: (operations) => write('history.ndjson', numberedLines(operations), operations.length),
    async traces(spans, summary) {
      let lines = 0;
      const text = async function* () {
        for await (const span of spans) {
          yield numberedLines([span], lines);
          lines += 1;
        }
      };
      await pipeline(text, createWriteStream(join(path, TRACES_FILE)));
      counts[TRACES_FILE] = lines;
      const total = summary();
      await write(TRACE_SUMMARY_FILE, textOf(total), total.edges.length);
    },
    count(entries) {
      Object.assign(counts, entries);
    },
    access: (report) => write(ACCESS_FILE, textOf(report), accessEntriesOf(report)),
    async reconcile(result, ledger) {
      const file = `reconcile/${result.runId}`;
      if (ledger !== undefined) await write(`${file}.ledger.ndjson`, numberedLines(ledger), ledger.length);
      await write(`${file}.json`, textOf(result), resultEntriesOf(result));
    },
  };
}

function textOf(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
