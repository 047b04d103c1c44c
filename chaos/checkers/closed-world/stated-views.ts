/** Compares the records of a snapshot with what the definition says of each record of their views. */
import type { Fields, Snapshot, StoredRecord } from '../../schemas/index.ts';
import type { Expectations, StatedView } from '../../system/index.ts';
import type { WorldFindings } from './findings.ts';
import { changedFields, shown, shownFields } from './values.ts';
import type { World } from './world.ts';

type Stores = Pick<Snapshot, 'views' | 'fields'>;
type Records = ReadonlyMap<string, StoredRecord>;

/** What the definition says of views, which is the same for all snapshots of a run. */
export type StatedViews = ReadonlyMap<string, StatedView>;

export function statedViews(
  { views }: Pick<Expectations, 'views'>,
  { regions }: Pick<World['journal'], 'regions'>,
): StatedViews {
  return new Map(Object.entries(views?.(regions === undefined ? {} : { here: regions.own }) ?? {}));
}

/**
 * When a record was last written, which version it is, and what its key repeats of its fields.
 *
 * @param judged an earlier snapshot, whose views need not be judged again where they have not changed
 */
export function explainStamps(
  stores: Stores,
  stated: StatedViews,
  { violations, undecided, mistakes }: WorldFindings,
  judged?: Stores,
): void {
  for (const [view, one] of stated) {
    const records = stores.views.get(view);
    const unknown = records === undefined ? `a view ${view}` : unknownField(stores, view, one);
    if (unknown !== undefined) mistakes.add(`the definition's expect names ${unknown}, which the system does not have`);
    if (unknown !== undefined || records === undefined) continue;
    if (records === judged?.views.get(view)) continue;
    const declared = stores.fields?.get(view);
    for (const record of records.values()) {
      for (const line of stampProblems(record, one)) violations.add(`${view} ${record.key}: ${line}`);
      for (const field of undeclaredIn(record, declared))
        undecided.add(`${view} ${record.key}: holds ${field}, which the view does not declare`);
    }
  }
}

/** What views have as copies of others. */
export function explainCopies({ views, fields }: Stores, stated: StatedViews, findings: WorldFindings): void {
  for (const [view, { copyOf }] of stated) {
    if (copyOf === undefined) continue;
    const [masters, copies] = [views.get(copyOf), views.get(view)];
    if (masters === undefined)
      findings.mistakes.add(`the definition's expect names a view ${copyOf}, which the system does not have`);
    if (masters === undefined || copies === undefined) continue;
    const declared = fields?.get(copyOf);
    const shared = [...(fields?.get(view) ?? [])].filter((field) => declared?.has(field) === true);
    compareCopies(view, copyOf, { masters, copies, shared }, findings);
  }
}

/** @param shared the fields that both views declare, as far as the snapshot says so */
function compareCopies(
  view: string,
  copyOf: string,
  { masters, copies, shared }: { masters: Records; copies: Records; shared: readonly string[] },
  { violations }: WorldFindings,
): void {
  for (const { key, fields } of copies.values()) {
    const master = masters.get(key);
    if (master === undefined) {
      violations.add(`${view} ${key}: a copy of no record of ${copyOf} (${shownFields(fields)})`);
      continue;
    }
    const due = { ...present(master.fields, [...Object.keys(fields), ...shared]) };
    const lines = changedFields(due, present(fields)).map(
      (field) => `${field} is ${shown(fields[field])}, must be ${shown(master.fields[field])} as in ${copyOf}`,
    );
    if (lines.length > 0) violations.add(`${view} ${key}: ${lines.join('; ')}`);
  }
  for (const key of masters.keys())
    if (!copies.has(key)) violations.add(`${view} ${key}: missing, as a copy of ${copyOf}`);
}

/** The fields that hold something: a store may leave out what another one holds as null. */
function present(fields: Fields, names: readonly string[] = Object.keys(fields)): Fields {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = fields[name];
      return value === undefined || value === null ? [] : [[name, value] as const];
    }),
  );
}

/** A view shows only the fields that it declares, so any other field was added to the snapshot. */
function undeclaredIn({ fields }: StoredRecord, declared: ReadonlySet<string> | undefined): readonly string[] {
  return declared === undefined ? [] : Object.keys(fields).filter((field) => !declared.has(field));
}

function unknownField({ fields }: Stores, view: string, { touchedAt, version, key = [] }: StatedView) {
  const declared = fields?.get(view);
  const named = [touchedAt, version, ...key].filter((field) => typeof field === 'string');
  const unknown = declared === undefined ? undefined : named.find((field) => !declared.has(field));
  return unknown === undefined ? undefined : `a field ${unknown} of ${view}`;
}

function stampProblems({ key, fields, touchedAt, version }: StoredRecord, stated: StatedView): string[] {
  const ownKey = stated.key?.map((field) => fields[field]);
  const due = ownKey?.length === 1 ? ownKey[0] : JSON.stringify(ownKey);
  return [
    ...(stated.touchedAt !== undefined && touchedAt === undefined ? ['does not say when it was last written'] : []),
    ...(typeof stated.touchedAt === 'string' &&
    touchedAt !== undefined &&
    !isSameTime(fields[stated.touchedAt], touchedAt)
      ? [`${stated.touchedAt} is ${shown(fields[stated.touchedAt])}, and it was last written at ${touchedAt}`]
      : []),
    ...(stated.version !== undefined && version === undefined ? ['does not say which version it is'] : []),
    ...(typeof stated.version === 'string' && version !== undefined && !isSameVersion(fields[stated.version], version)
      ? [`${stated.version} is ${shown(fields[stated.version])}, and its version ${version}`]
      : []),
    ...(ownKey !== undefined && due !== key ? [`its key is not that of its fields, ${shown(due)}`] : []),
  ];
}

/** Times are kept to the millisecond, and a store may keep the microsecond. */
const isSameTime = (value: Fields[string] | undefined, touchedAt: string): boolean =>
  typeof value === 'string' && Math.abs(Date.parse(value) - Date.parse(touchedAt)) <= 1;

/** A version beyond the safe integers is kept as a text. */
const isSameVersion = (value: Fields[string] | undefined, version: string): boolean =>
  (typeof value === 'number' || typeof value === 'string') && String(value) === version;
