/** A run directory in memory, and the changes that an adversary makes to it. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { experimentDigest } from '../../chaos/evidence/index.ts';
import {
  type Journal,
  numberedLines,
  type Operation,
  type ReconcileResult,
  type RunEvent,
  type SnapshotHeader,
  type SnapshotName,
  type StoredRecord,
} from '../../chaos/schemas/index.ts';

export const JOURNAL = 'journal.json';
const JOURNAL_DIGEST = 'journal.sha256';
export const EVENTS = 'events.ndjson';
export const HISTORY = 'history.ndjson';
export const ACCESS = 'access.json';
export const TRACES = 'traces.ndjson';
export const TRACE_SUMMARY = 'traces.json';

/** The text of each file, by its name in the run directory. */
export type RunFiles = ReadonlyMap<string, string>;

/** Reads every file of a run directory. */
export async function readRunFiles(directory: string): Promise<RunFiles> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
  return new Map(
    await Promise.all(names.sort().map(async (name) => [name, await readFile(join(directory, name), 'utf8')] as const)),
  );
}

/** Writes files, and removes those whose text is undefined. */
export async function writeRunFiles(directory: string, files: ReadonlyMap<string, string | undefined>): Promise<void> {
  for (const [name, text] of files) {
    const path = join(directory, name);
    if (text === undefined) {
      await rm(path, { force: true });
      continue;
    }
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

/** A line of an NDJSON file, or a whole JSON document, without a type. */
export type Json = Record<string, unknown>;

/**
 * A copy of a run that can be changed. The files are parsed when they are first asked for, so a change costs what it
 * touches.
 */
export class RunDraft {
  readonly #files: RunFiles;
  readonly #lines = new Map<string, Json[]>();
  readonly #documents = new Map<string, Json>();
  readonly #texts = new Map<string, string | undefined>();
  /** Files whose entries the journal does not count although they are there, or the other way round. */
  readonly #uncounted = new Set<string>();

  constructor(files: RunFiles) {
    this.#files = files;
  }

  get journal(): Journal {
    return this.document(JOURNAL) as unknown as Journal;
  }

  get events(): RunEvent[] {
    return this.lines(EVENTS) as unknown as RunEvent[];
  }

  get history(): Operation[] {
    return this.lines(HISTORY) as unknown as Operation[];
  }

  records(moment: SnapshotName, view: string): StoredRecord[] {
    return this.lines(recordsFile(moment, view)) as unknown as StoredRecord[];
  }

  header(moment: SnapshotName): SnapshotHeader {
    return this.document(`state/${moment}/snapshot.json`) as unknown as SnapshotHeader;
  }

  get reconciles(): ReconcileResult[] {
    return this.names
      .filter((name) => /^reconcile\/[^/]+\.json$/.test(name))
      .map((name) => this.document(name) as unknown as ReconcileResult);
  }

  /** The names of the files that the run has now. */
  get names(): string[] {
    return [...new Set([...this.#files.keys(), ...this.#texts.keys()])]
      .filter((name) => this.#texts.get(name) !== undefined || !this.#texts.has(name))
      .sort();
  }

  text(name: string): string {
    const text = this.#texts.has(name) ? this.#texts.get(name) : this.#files.get(name);
    if (text === undefined) throw new RangeError(`the run has no file ${name}`);
    return text;
  }

  /** The lines of an NDJSON file, without their sequence, which is set anew. */
  lines(name: string): Json[] {
    return remembered(this.#lines, name, () =>
      this.text(name)
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => {
          const value = JSON.parse(line) as Json;
          Reflect.deleteProperty(value, 'sequence');
          return value;
        }),
    );
  }

  document(name: string): Json {
    return remembered(this.#documents, name, () => JSON.parse(this.text(name)) as Json);
  }

  /** Replaces a file, or removes it. @param counted whether the journal's counts follow */
  replace(name: string, text: string | undefined, counted = true): void {
    this.#texts.set(name, text);
    this.#lines.delete(name);
    this.#documents.delete(name);
    if (!counted) this.#uncounted.add(name);
  }

  /**
   * The files that differ, with their new text. The journal's counts agree with them, as an adversary would make them
   * agree.
   *
   * @param resealed whether the adversary also computes the seals anew, as everybody can who has no signature to make
   */
  changed({ resealed }: { readonly resealed: boolean }): Map<string, string | undefined> {
    const changed = new Map(this.#texts);
    for (const [name, lines] of this.#lines) changed.set(name, numberedLines(lines));
    for (const [name, document] of this.#documents) if (name !== JOURNAL) changed.set(name, pretty(document));
    for (const [name, text] of changed) if (text === this.#files.get(name)) changed.delete(name);
    if (!changed.has(JOURNAL)) {
      this.#adjustCounts(changed);
      if (resealed) this.#adjustSeals(changed);
      changed.set(JOURNAL, pretty(this.journal));
    }
    const journal = changed.get(JOURNAL);
    if (resealed && journal !== undefined && this.#files.has(JOURNAL_DIGEST)) {
      changed.set(JOURNAL_DIGEST, `${digestOf(journal)}  ${JOURNAL}\n`);
    }
    for (const [name, text] of changed) if (text === this.#files.get(name)) changed.delete(name);
    return changed;
  }

  #adjustCounts(changed: ReadonlyMap<string, string | undefined>): void {
    const { counts } = this.journal;
    for (const [name, text] of changed) {
      if (this.#uncounted.has(name)) continue;
      if (text === undefined) Reflect.deleteProperty(counts, name);
      else if (name in counts || /^(state|reconcile)\//.test(name)) counts[name] = entriesIn(name, text);
    }
  }

  #adjustSeals(changed: ReadonlyMap<string, string | undefined>): void {
    const { journal } = this;
    if (journal.experimentDigest !== undefined) journal.experimentDigest = experimentDigest(journal.experiment);
    const { seals } = journal;
    if (seals === undefined) return;
    for (const [name, text] of changed) {
      if (text === undefined) Reflect.deleteProperty(seals, name);
      else seals[name] = digestOf(text);
    }
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function recordsFile(moment: SnapshotName, view: string): string {
  return `state/${moment}/${view}.ndjson`;
}

export function pretty(document: Json): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The number that the journal gives for a file. */
function entriesIn(name: string, text: string): number {
  if (name.endsWith('.ndjson')) return text.split('\n').filter((line) => line !== '').length;
  try {
    const { views, rules, differences, unused, unchecked, denied, edges } = JSON.parse(text) as Readonly<
      Record<string, unknown>
    >;
    return [views, rules, differences, unused, unchecked, denied, edges].reduce<number>(
      (sum, list) => sum + (Array.isArray(list) ? list.length : 0),
      0,
    );
  } catch {
    return 0;
  }
}

function remembered<Value>(known: Map<string, Value>, name: string, make: () => Value): Value {
  const found = known.get(name) ?? make();
  known.set(name, found);
  return found;
}
