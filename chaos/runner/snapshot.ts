/** Writes what a system's stores hold at one moment: `state/<moment>/<view>.ndjson`, and `snapshot.json` beside them. */
import { createHmac } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import writeFileAtomic from 'write-file-atomic';
import { EVIDENCE_VERSION, type Fields, type SnapshotHeader, type SnapshotName } from '../schemas/index.ts';
import type { OpenedSystem, StoreReading, StoreRow, StoreView } from '../system/index.ts';

/** Number of rows per write. */
const BATCH = 500;
const DIGEST_DIGITS = 16;

export interface SnapshotRequest {
  readonly name: SnapshotName;
  /** Virtual time. */
  readonly at: Date;
  /** The run directory. */
  readonly directory: string;
  /**
   * Replaces sensitive values by digests under this key: within a run equal values have equal digests, and nobody can
   * recover the values.
   */
  readonly secret: Uint8Array;
  readonly signal: AbortSignal;
}

/**
 * Reads every view once and streams it into its file. If it matters, the caller makes sure that nothing is in flight.
 *
 * @returns the entries of each file, as the journal counts them
 */
export async function takeSnapshot(
  { views }: Pick<OpenedSystem, 'views'>,
  { name, at, directory, secret, signal }: SnapshotRequest,
): Promise<Readonly<Record<string, number>>> {
  const folder = join('state', name);
  await mkdir(join(directory, folder), { recursive: true });
  const reading: StoreReading = { signal, received: () => undefined };
  const counts = await Promise.all(
    [...views.values()].map(async (view): Promise<[string, number]> => {
      const file = `${folder}/${view.name}.ndjson`;
      return [file, await writeView(view, reading, join(directory, file), secret)];
    }),
  );
  const header: SnapshotHeader = {
    version: EVIDENCE_VERSION,
    name,
    at: at.toISOString(),
    views: [...views.keys()],
    fields: Object.fromEntries([...views].map(([view, { fields }]) => [view, Object.keys(fields)])),
  };
  const headerFile = `${folder}/snapshot.json`;
  await writeFileAtomic(join(directory, headerFile), `${JSON.stringify(header, null, 2)}\n`);
  return { ...Object.fromEntries(counts), [headerFile]: header.views.length };
}

async function writeView(view: StoreView, reading: StoreReading, path: string, secret: Uint8Array): Promise<number> {
  let count = 0;
  const lines = async function* () {
    let batch: string[] = [];
    for await (const row of view.scan(reading)) {
      batch.push(`${JSON.stringify({ sequence: count, ...recordOf(row, view, secret) }, plain)}\n`);
      count += 1;
      if (batch.length < BATCH) continue;
      yield batch.join('');
      batch = [];
    }
    yield batch.join('');
  };
  await pipeline(Readable.from(lines()), createWriteStream(path));
  return count;
}

/** A row's fields as a snapshot holds them. */
export function fieldsInEvidence(
  { fields }: Pick<StoreRow, 'fields'>,
  { sensitive }: Pick<StoreView, 'sensitive'>,
  secret: Uint8Array,
): Fields {
  return JSON.parse(JSON.stringify(withheld(fields, sensitive, secret), plain)) as Fields;
}

function recordOf({ key, fields, version, touchedAt }: StoreRow, { sensitive }: StoreView, secret: Uint8Array): object {
  return {
    key,
    fields: sensitive.size === 0 ? fields : withheld(fields, sensitive, secret),
    ...(version !== undefined && { version: version.toString() }),
    ...(touchedAt !== undefined && { touchedAt: new Date(touchedAt).toISOString() }),
  };
}

function withheld(fields: StoreRow['fields'], sensitive: ReadonlySet<string>, secret: Uint8Array): StoreRow['fields'] {
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => {
      if (!sensitive.has(field) || value === null) return [field, value];
      const digest = createHmac('sha256', secret)
        .update(`${field}|${JSON.stringify(value, plain)}`)
        .digest('hex');
      return [field, { withheld: digest.slice(0, DIGEST_DIGITS) }];
    }),
  );
}

/** An integer beyond the safe range becomes a text, because a double would round it. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}
