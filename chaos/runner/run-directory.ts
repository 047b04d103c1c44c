import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { type Journal, numberedLines, type Operation, type ReconcileResult, type RunEvent } from '../schemas/index.ts';
import { resultEntriesOf } from '../evidence/index.ts';

/** Writes a run directory, and counts what it wrote for the journal. */
export interface RunDirectory {
  readonly counts: Readonly<Record<string, number>>;
  journal(journal: Journal): Promise<void>;
  /** Appends events as they come, so that a killed run leaves what it saw. */
  appendEvents(events: readonly RunEvent[]): Promise<void>;
  /** Writes all events, in the order of the run. */
  events(events: readonly RunEvent[]): Promise<void>;
  history(operations: readonly Operation[]): Promise<void>;
  /** Counts files that were written below the directory: file -> entries. */
  count(entries: Readonly<Record<string, number>>): void;
  reconcile(result: ReconcileResult): Promise<void>;
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
    journal: (journal) => write('journal.json', `${JSON.stringify(journal, null, 2)}\n`),
    async appendEvents(events) {
      await appendFile(join(path, 'events.ndjson'), numberedLines(events, appended));
      appended += events.length;
    },
    events: (events) => write('events.ndjson', numberedLines(events), events.length),
    history: (operations) => write('history.ndjson', numberedLines(operations), operations.length),
    count(entries) {
      Object.assign(counts, entries);
    },
    reconcile: (result) =>
      write(`reconcile/${result.runId}.json`, `${JSON.stringify(result, null, 2)}\n`, resultEntriesOf(result)),
  };
}
