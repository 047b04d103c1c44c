import type { KeyObject } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AccessReport,
  type Journal,
  LedgerEntry,
  Operation,
  ReconcileResult,
  type SnapshotName,
} from '../schemas/index.ts';
import { readEvidenceText } from '../schemas/evidence-files.ts';
import { wording } from '../schemas/mistakes.ts';
import type { LoadedSystem, SystemDefinition } from '../system/index.ts';
import { predict } from '../prediction/index.ts';
import {
  accessEntriesOf,
  complete,
  type Evidence,
  incomplete,
  type JudgedEvent,
  type Part,
  resultEntriesOf,
} from './evidence.ts';
import { EventLine } from './event-line.ts';
import { PackedHistory } from './history.ts';
import { readJournal } from './journal.ts';
import { MalformedError, parseJson, problemOf } from './json.ts';
import { readK6 } from './k6.ts';
import { readLines } from './lines.ts';
import { type Moments, momentsOf } from './moments.ts';
import { linesFile, type ReadSnapshot, readSnapshot, readSnapshotViews, type StoredSnapshot } from './snapshot.ts';
import { attempt, counted } from './part.ts';
import { SagaLog } from './saga-log.ts';
import { readSeal } from './sealed.ts';
import { demandSystem } from './system.ts';
import { readTraces } from './traces.ts';

const EVENTS = 'events.ndjson';
const HISTORY = 'history.ndjson';
const RECONCILE = 'reconcile';
/** The file of the report on access. */
export const ACCESS_FILE = 'access.json';
const LEDGER_SUFFIX = '.ledger.ndjson';

/**
 * Reads a run directory. A file that is missing, cut short or malformed, or whose count differs from the journal's, is
 * an incomplete part, not an error.
 *
 * @param loaded the definition that the run was judged by; absent if its system has none
 * @param signer the key that must have signed the journal; absent if no signature is demanded
 * @throws RunDirectoryError when there is no such directory
 * @throws JournalError when it has no journal that can be read
 * @throws SystemMismatchError when the run was judged by another definition
 */
export async function readEvidence(directory: string, loaded?: LoadedSystem, signer?: KeyObject): Promise<Evidence> {
  const journal = await readJournal(directory);
  const system = demandSystem(journal, loaded);
  // One after another, because the files are large, and only the parts that checks need stay in memory.
  const moments = momentsOf(journal);
  const history = await readHistory(directory, journal, moments);
  const { events, unsent, transitions } = await readEvents(directory, journal, moments, history);
  const k6 = await readK6(directory, journal, history, moments);
  const earlier: StoredSnapshot[] = [];
  const state = (name: SnapshotName) =>
    readState(name, journal, async () => {
      const read = await readSnapshot(directory, name, system?.saga, earlier, latestIn(name, events, journal));
      moments.demandVirtual(`state/${name}/snapshot.json: its time`, read.snapshot.at);
      earlier.push(read.snapshot);
      return read;
    });
  const before = await state('before');
  const drained = await state('drained');
  const drifted = await readState('drifted', journal, async () => {
    const read = await readSnapshotViews(directory, 'drifted', earlier, latestIn('drifted', events, journal));
    moments.demandVirtual('state/drifted/snapshot.json: its time', read.snapshot.at);
    return read;
  });
  const end = await state('end');
  const reconciles = await readReconciles(directory, journal, moments);
  const ledgers = await readLedgers(directory, journal, reconciles);
  const prediction = predicted(journal, history, system);
  const known = digestsOf([before, drained, drifted, end]);
  const seal = await readSeal({ directory, journal, known, signer });
  const access = await readAccess(directory, journal);
  const traces = await readTraces(directory, journal, moments);
  const judged = {
    events,
    history,
    prediction,
    before,
    drained,
    drifted,
    end,
    reconciles,
    ledgers,
    k6,
    unsent,
    transitions,
  };
  const parts = { ...judged, seal, access, traces };
  return { journal, system, parts };
}

/** Real milliseconds by which the clock of a store may be ahead of the runner's. */
const CLOCK_SKEW_MS = 10_000;

/** The time until which a snapshot's records can have been written. */
function latestIn(name: SnapshotName, events: Evidence['parts']['events'], { speed }: Journal): string | undefined {
  const noted = events.complete
    ? events.value.find((event) => event.kind === 'snapshot' && event.name === name)
    : undefined;
  return noted === undefined ? undefined : new Date(Date.parse(noted.at) + CLOCK_SKEW_MS * speed).toISOString();
}

/** The digests of the views that were read. */
function digestsOf(snapshots: readonly Part<Omit<StoredSnapshot, 'sagas'>>[]): ReadonlyMap<string, string> {
  const digests = new Map<string, string>();
  for (const snapshot of snapshots) {
    if (!snapshot.complete) continue;
    const { name, views } = snapshot.value;
    for (const [view, { digest }] of views) digests.set(linesFile(name, view), digest);
  }
  return digests;
}

async function readEvents(
  directory: string,
  journal: Journal,
  moments: Moments,
  history: Part<readonly Operation[]>,
): Promise<Pick<Evidence['parts'], 'events' | 'unsent' | 'transitions'>> {
  const sent = new Set(history.complete ? history.value.map(({ correlationId }) => correlationId) : []);
  const unsent = new Set<string>();
  const transitions = new SagaLog();
  const events = await attempt(EVENTS, async () => {
    const events: JudgedEvent[] = [];
    let last = 0;
    const count = await readLines({ directory, file: EVENTS }, EventLine, (event) => {
      if (event.elapsedMs < last) throw new MalformedError('it is earlier than the line before it');
      last = event.elapsedMs;
      moments.demandEvent(event);
      if (event.kind !== 'saga') {
        events.push(event);
        return;
      }
      transitions.add(event.correlationId, event);
      if (!sent.has(event.correlationId)) unsent.add(event.correlationId);
    });
    return counted<readonly JudgedEvent[]>(EVENTS, events, count, journal);
  });
  return {
    events,
    unsent: !events.complete ? events : !history.complete ? history : complete(unsent),
    transitions: events.complete ? complete(transitions) : events,
  };
}

function readHistory(directory: string, journal: Journal, moments: Moments): Promise<Part<readonly Operation[]>> {
  return attempt(HISTORY, async () => {
    const history = new PackedHistory();
    let last = 0;
    const count = await readLines({ directory, file: HISTORY }, Operation, (operation) => {
      if (operation.elapsedMs < last) throw new MalformedError('it is earlier than the line before it');
      last = operation.elapsedMs;
      moments.demandOperation(operation);
      history.add(operation);
    });
    demandUnique(history.operations);
    return counted(HISTORY, history.operations, count, journal);
  });
}

/** Also incomplete if the journal counts a file of the snapshot that its header does not name. */
function readState<Kind>(
  name: SnapshotName,
  journal: Journal,
  read: () => Promise<ReadSnapshot<Kind>>,
): Promise<Part<Kind>> {
  return attempt(undefined, async () => {
    const { snapshot, counts } = await read();
    const expected = Object.keys(journal.counts).filter((file) => file.startsWith(`state/${name}/`));
    for (const file of new Set([...expected, ...Object.keys(counts)])) {
      const part = counted(file, snapshot, counts[file] ?? 0, journal);
      if (!part.complete) return part;
    }
    return complete(snapshot);
  });
}

async function readReconciles(
  directory: string,
  journal: Journal,
  moments: Moments,
): Promise<Part<readonly ReconcileResult[]>> {
  const listed = Object.keys(journal.counts).filter(
    (file) => file.startsWith(`${RECONCILE}/`) && !file.endsWith(LEDGER_SUFFIX),
  );
  return attempt(`${RECONCILE}/`, async () => {
    const present = await resultsIn(join(directory, RECONCILE));
    const results: ReconcileResult[] = [];
    for (const file of [...new Set([...listed, ...present])].sort()) {
      const part = await readReconcile(directory, file, journal, moments);
      if (!part.complete) return part;
      results.push(part.value);
    }
    return complete(results);
  });
}

/** The folder may be missing: some tools do not copy empty folders. */
async function resultsIn(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch((): string[] => []);
  return files.filter((file) => file.endsWith('.json')).map((file) => `${RECONCILE}/${file}`);
}

function readReconcile(
  directory: string,
  file: string,
  journal: Journal,
  moments: Moments,
): Promise<Part<ReconcileResult>> {
  return attempt(file, async () => {
    const result = ReconcileResult.parse(parseJson(await readEvidenceText(directory, file)), wording);
    if (file !== `${RECONCILE}/${result.runId}.json`)
      throw new MalformedError(`it is the result of run ${result.runId}`);
    moments.demandVirtual('its start', result.startedAt);
    moments.demandVirtual('its end', result.endedAt);
    return counted(file, result, resultEntriesOf(result), journal);
  });
}

/** Each reconcile run has a ledger, even if it is empty. */
async function readLedgers(
  directory: string,
  journal: Journal,
  reconciles: Part<readonly ReconcileResult[]>,
): Promise<Evidence['parts']['ledgers']> {
  if (!reconciles.complete) return reconciles;
  const runs = reconciles.value.map(({ runId }) => runId);
  const files = runs.map((runId) => `${RECONCILE}/${runId}${LEDGER_SUFFIX}`);
  const others = Object.keys(journal.counts).filter((file) => file.endsWith(LEDGER_SUFFIX) && !files.includes(file));
  if (others[0] !== undefined) return incomplete(`${others[0]} belongs to a reconcile run without a result`);
  const ledgers = new Map<string, readonly LedgerEntry[]>();
  for (const [index, file] of files.entries()) {
    const part = await readLedger(directory, file, journal);
    if (!part.complete) return part;
    ledgers.set(runs[index] ?? '', part.value);
  }
  return complete(ledgers);
}

function readLedger(directory: string, file: string, journal: Journal): Promise<Part<readonly LedgerEntry[]>> {
  return attempt(file, async () => {
    const entries: LedgerEntry[] = [];
    const names = new Set<string>();
    const count = await readLines({ directory, file }, LedgerEntry, (entry) => {
      if (names.has(entry.operationId)) throw new MalformedError(`${entry.operationId} occurs twice`);
      names.add(entry.operationId);
      entries.push(entry);
    });
    return counted(file, entries, count, journal);
  });
}

async function readAccess(directory: string, journal: Journal): Promise<Part<AccessReport | undefined>> {
  if (journal.counts[ACCESS_FILE] === undefined) return complete(undefined);
  return attempt(ACCESS_FILE, async () => {
    const report = AccessReport.parse(parseJson(await readEvidenceText(directory, ACCESS_FILE)), wording);
    return counted(ACCESS_FILE, report, accessEntriesOf(report), journal);
  });
}

function predicted(
  { experiment, seed, regions }: Journal,
  history: Part<readonly Operation[]>,
  system: SystemDefinition | undefined,
): Evidence['parts']['prediction'] {
  if (!history.complete) return history;
  try {
    return complete(predict(experiment, seed, history.value, system, regions?.[regions.own]));
  } catch (error) {
    // The fault or its parameters belong to another version.
    return incomplete(`no prediction is possible: ${error instanceof RangeError ? error.message : problemOf(error)}`);
  }
}

/** @throws MalformedError with the first correlation id that occurs twice */
function demandUnique(operations: readonly Operation[]): void {
  const seen = new Set<string>();
  for (const { correlationId } of operations) {
    if (seen.has(correlationId)) throw new MalformedError(`${correlationId} occurs twice`);
    seen.add(correlationId);
  }
}
