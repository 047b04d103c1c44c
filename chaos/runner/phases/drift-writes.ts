/** What seeding a drift writes: rows are read before and after it, so that no kind of drift has to say so itself. */
import type { Fields, RunEvent } from '../../schemas/index.ts';
import type { JudgedSnapshot, OpenedSystem, StoreReading, StoreRow, StoreView } from '../../system/index.ts';
import type { KnownStores } from '../known-stores.ts';

type Writes = NonNullable<Extract<RunEvent, { kind: 'drift.seeded' }>['writes']>;

interface Place {
  readonly view: StoreView;
  /** Undefined: every row of the view. */
  readonly key: string | undefined;
}

/** Where a drift may write: under its key in the views of its rule, and anywhere in those that its kind names. */
export function placesOf(
  { reconciliation, views }: Pick<OpenedSystem, 'reconciliation' | 'views'>,
  { rule, key, alsoWrites }: { readonly rule: string; readonly key: string; readonly alsoWrites: readonly string[] },
): Place[] {
  const whole = alsoWrites.flatMap((name) => views.get(name) ?? []);
  const read = reconciliation.rules.find(({ name }) => name === rule)?.views ?? [];
  const keyed = read.filter((view, at) => !whole.includes(view) && read.indexOf(view) === at);
  return [...keyed.map((view) => ({ view, key })), ...whole.map((view) => ({ view, key: undefined }))];
}

/**
 * Reads the places before the drift.
 *
 * @returns a function that reads them again afterwards, and the given rows, and returns what was written. Before the
 * drift, these rows held what the snapshot shows.
 */
export async function watchWrites(
  { views }: Pick<OpenedSystem, 'views'>,
  places: readonly Place[],
  fieldsOf: KnownStores['fieldsOf'],
  signal: AbortSignal,
): Promise<
  (rows: readonly { readonly view: string; readonly key: string }[], drained: JudgedSnapshot) => Promise<Writes>
> {
  const reading: StoreReading = { signal, received: () => undefined };
  const before = await rowsAt(places, fieldsOf, reading);
  return async (rows, drained) => {
    const others = rows.flatMap(({ view: name, key }): Place[] => {
      const view = views.get(name);
      return view === undefined || before.has(nameOf(name, key)) ? [] : [{ view, key }];
    });
    for (const { view, key } of others) {
      if (key === undefined) continue;
      const fields = drained.views.get(view.name)?.get(key)?.fields ?? null;
      before.set(nameOf(view.name, key), { view: view.name, key, fields });
    }
    const after = await rowsAt([...places, ...others], fieldsOf, reading);
    return [...new Map([...before, ...after])].flatMap(([name, { view, key }]) => {
      const [was, is] = [before.get(name)?.fields ?? null, after.get(name)?.fields ?? null];
      return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ view, key, before: was, after: is }];
    });
  };
}

interface Held {
  readonly view: string;
  readonly key: string;
  /** Null if there is no such row. */
  readonly fields: Fields | null;
}

async function rowsAt(
  places: readonly Place[],
  fieldsOf: KnownStores['fieldsOf'],
  reading: StoreReading,
): Promise<Map<string, Held>> {
  const held = new Map<string, Held>();
  const keep = (view: string, key: string, row: StoreRow | undefined) => {
    held.set(nameOf(view, key), { view, key, fields: row === undefined ? null : fieldsOf(view, row) });
  };
  for (const { view, key } of places) {
    if (key !== undefined) keep(view.name, key, (await view.read([key], reading)).get(key));
    else for await (const row of view.scan(reading)) keep(view.name, row.key, row);
  }
  return held;
}

const nameOf = (view: string, key: string): string => JSON.stringify([view, key]);
