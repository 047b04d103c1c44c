/** Bookings and the totals of their events, in memory, with a clock that advances only in sleeps. */
import {
  derived,
  type DerivedOptions,
  type Fields,
  type FieldType,
  minutes,
  reconcile,
  type Row,
  type View,
} from '../../../reconciler/index.ts';

export const START = Date.parse('2026-03-01T12:00:00.000Z');
export const OLD = START - 3_600_000;

export function viewOf<Field extends string>(
  name: string,
  fields: Readonly<Record<Field, FieldType>>,
  rows: Iterable<Row>,
  more: Partial<View> = {},
): View<Field> {
  const held = new Map([...rows].map((row) => [row.key, row]));
  return {
    name,
    fields,
    sensitive: new Set(),
    strong: true,
    async *scan() {
      await Promise.resolve();
      yield* held.values();
    },
    read: (keys) =>
      Promise.resolve(
        new Map(
          keys.flatMap((key): [string, Row][] => {
            const row = held.get(key);
            return row === undefined ? [] : [[key, row]];
          }),
        ),
      ),
    ...more,
  };
}

export const rowOf = (key: string, fields: Fields, touchedAt = OLD): Row => ({ key, fields, touchedAt });

export type SourceField = 'event' | 'state' | 'seats' | 'price' | 'edition' | 'title';
export type TargetField = 'bookings' | 'sold' | 'revenue' | 'lastTitle' | 'open';

export const source = (rows: Iterable<Row>, more: Partial<View> = {}): View<SourceField> =>
  viewOf(
    'bookings',
    { event: 'text', state: 'text', seats: 'integer', price: 'decimal', edition: 'integer', title: 'text' },
    rows,
    more,
  );

export const target = (rows: Iterable<Row>, more: Partial<View> = {}): View<TargetField> =>
  viewOf(
    'totals',
    { bookings: 'integer', sold: 'integer', revenue: 'decimal', lastTitle: 'text', open: 'boolean' },
    rows,
    more,
  );

export const totalsRule = (options: Partial<DerivedOptions<SourceField, TargetField>>) =>
  derived<SourceField, TargetField>({
    name: 'event-totals',
    from: source([]),
    by: 'event',
    into: target([]),
    settleWindow: minutes(2),
    allowEmpty: true,
    ...options,
  });

/** @param rows maximum number of rows held in memory */
export function run(rules: readonly { readonly engine: ReturnType<typeof derived>['engine'] }[], rows = 100_000) {
  let now = START;
  return reconcile({
    runId: 'run',
    seed: '0'.repeat(32),
    rules: rules.map(({ engine }) => engine),
    memory: { rows },
    clock: {
      now: () => now,
      sleep: (ms) => {
        now += ms;
        return Promise.resolve();
      },
      elapsed: () => now,
    },
    signal: new AbortController().signal,
  });
}
