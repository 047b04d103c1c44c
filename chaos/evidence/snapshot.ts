import { SnapshotHeader, type SnapshotName } from '../schemas/index.ts';
import type { JudgedSnapshot, SagaDefinition } from '../system/index.ts';
import { readEvidenceText } from '../schemas/evidence-files.ts';
import { wording } from '../schemas/mistakes.ts';
import { fileDigest } from './digest.ts';
import type { EvidenceFile } from './lines.ts';
import { MalformedError, parseJson, whyUnreadable } from './json.ts';
import { sagasIn } from './sagas.ts';
import { StoredView } from './stored-view.ts';

/** The file of a view in a snapshot. */
export function linesFile(name: SnapshotName, view: string): string {
  return `state/${name}/${view}.ndjson`;
}

function headerFile(name: SnapshotName): string {
  return `state/${name}/snapshot.json`;
}

/** A snapshot, with the number of entries of each of its files. */
export interface ReadSnapshot<Kind> {
  readonly snapshot: Kind;
  readonly counts: Readonly<Record<string, number>>;
}

export interface StoredSnapshot extends JudgedSnapshot {
  readonly views: ReadonlyMap<string, StoredView>;
}

/**
 * @param earlier snapshots of the same run: most views, and most sagas, do not change and are then shared with them
 * @param latest when the snapshot had been read, so that no record can be written later
 * @throws MalformedError when a file is missing or not what a run writes
 */
export async function readSnapshot(
  directory: string,
  name: SnapshotName,
  saga: SagaDefinition | undefined,
  earlier: readonly StoredSnapshot[] = [],
  latest?: string,
): Promise<ReadSnapshot<StoredSnapshot>> {
  const { header, views } = await readViews(directory, name, earlier, latest);
  const sagas = saga === undefined ? [] : sagasOf(views, saga, earlier);
  return { snapshot: { name, at: header.at, views, sagas, ...declaredIn(header) }, counts: countsOf(header, views) };
}

/**
 * A snapshot without its sagas.
 *
 * @throws MalformedError as `readSnapshot`
 */
export async function readSnapshotViews(
  directory: string,
  name: SnapshotName,
  earlier: readonly StoredSnapshot[],
  latest?: string,
): Promise<ReadSnapshot<Omit<StoredSnapshot, 'sagas'>>> {
  const { header, views } = await readViews(directory, name, earlier, latest);
  return { snapshot: { name, at: header.at, views, ...declaredIn(header) }, counts: countsOf(header, views) };
}

function declaredIn({ fields }: SnapshotHeader): Pick<StoredSnapshot, 'fields'> {
  if (fields === undefined) return {};
  return { fields: new Map(Object.entries(fields).map(([view, names]) => [view, new Set(names)])) };
}

type Views = StoredSnapshot['views'];

function countsOf({ name, views }: SnapshotHeader, files: Views): Readonly<Record<string, number>> {
  const lines = [...files].map(([view, { size }]) => [linesFile(name, view), size] as const);
  return { ...Object.fromEntries(lines), [headerFile(name)]: views.length };
}

async function readViews(
  directory: string,
  name: SnapshotName,
  earlier: readonly Pick<StoredSnapshot, 'views'>[],
  latest: string | undefined,
): Promise<{ readonly header: SnapshotHeader; readonly views: Views }> {
  const file = headerFile(name);
  const header = await inFile(file, async () =>
    SnapshotHeader.parse(parseJson(await readEvidenceText(directory, file)), wording),
  );
  if (header.name !== name) throw new MalformedError(`${file} is the snapshot ${header.name}`);
  const views = new Map<string, StoredView>();
  for (const view of header.views) {
    if (!/^\w[\w.-]*$/.test(view)) throw new MalformedError(`${file} names no view: ${view}`);
    const lines = linesFile(name, view);
    const known = earlier.flatMap((snapshot) => snapshot.views.get(view) ?? []);
    views.set(view, await inFile(lines, () => readView({ directory, file: lines }, known, latest)));
  }
  return { header, views };
}

async function readView(
  file: EvidenceFile,
  known: readonly StoredView[],
  latest: string | undefined,
): Promise<StoredView> {
  const digest = await fileDigest(file);
  return known.find((view) => view.digest === digest) ?? StoredView.read(file, digest, latest);
}

function sagasOf(views: Views, saga: SagaDefinition, earlier: readonly StoredSnapshot[]): JudgedSnapshot['sagas'] {
  const participants = Object.values(saga.participants);
  const isUnchanged = (one: StoredSnapshot) =>
    participants.every(({ view }) => one.views.get(view) === views.get(view));
  return earlier.findLast(isUnchanged)?.sagas ?? sagasIn(views, saga, earlier.at(-1)?.sagas);
}

async function inFile<Value>(file: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    throw new MalformedError(whyUnreadable(file, error));
  }
}
