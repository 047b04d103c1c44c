import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import type { DerivedOptions, Row } from '../../../reconciler/index.ts';
import { rowOf, run, source, type SourceField, target, type TargetField, totalsRule } from './grouped-world.ts';

const EVENTS = ['a', 'b', 'c', '__proto__', 'é', 'constructor'] as const;

interface Booking {
  readonly event: string | null;
  readonly state: 'SOLD' | 'CANCELLED';
  readonly seats: bigint | null;
  /** In hundredths. */
  readonly price: bigint;
  readonly edition: bigint;
  readonly title: string;
}

const booking: fc.Arbitrary<Booking> = fc.record({
  event: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...EVENTS) }, { weight: 1, arbitrary: fc.constant(null) }),
  state: fc.constantFrom('SOLD', 'CANCELLED'),
  seats: fc.oneof(fc.bigInt(-3n, 5n), fc.constantFrom(null, 2n ** 60n)),
  price: fc.oneof(fc.bigInt(-500n, 500n), fc.constant(2n ** 70n + 1n)),
  edition: fc.bigInt(0n, 3n),
  title: fc.string({ maxLength: 2 }),
});

const bookings = fc.array(booking, { maxLength: 40 }).map((all) => all.map((each, at) => ({ ...each, key: `b${at}` })));

type Keyed = Booking & { readonly key: string };

/** Without the zeros at the end, as the engine writes a decimal. */
function decimalText(hundredths: bigint): string {
  const digits = String(hundredths < 0n ? -hundredths : hundredths).padStart(3, '0');
  const text = `${hundredths < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
  return text.replace(/\.?0+$/, '') === '-0' ? '0' : text.replace(/\.?0+$/, '');
}

const sourceRow = ({ key, event, state, seats, price, edition, title }: Keyed): Row =>
  rowOf(key, { event, state, seats, price: decimalText(price), edition, title });

interface Totals {
  readonly bookings: bigint;
  readonly sold: bigint;
  readonly revenue: bigint;
  readonly lastTitle: string | null;
  readonly open: boolean;
}

const NOTHING: Totals = { bookings: 0n, sold: 0n, revenue: 0n, lastTitle: null, open: false };

/** The totals of each event, computed in the plainest way. */
function oracle(all: readonly Keyed[]): Map<string, Totals> {
  const totals = new Map<string, Totals>();
  for (const event of new Set(all.map((each) => each.event))) {
    const own = all.filter((each) => each.event === event && each.state === 'SOLD');
    if (event === null || own.length === 0) continue;
    const [latest] = own.toSorted((one, other) =>
      one.edition === other.edition ? (one.key < other.key ? 1 : -1) : one.edition < other.edition ? 1 : -1,
    );
    totals.set(event, {
      bookings: BigInt(own.length),
      sold: own.reduce((sum, { seats }) => sum + (seats ?? 0n), 0n),
      revenue: own.reduce((sum, { price }) => sum + price, 0n),
      lastTitle: latest?.title ?? null,
      open: true,
    });
  }
  return totals;
}

const targetRow = (event: string, { bookings: count, sold, revenue, lastTitle, open }: Totals): Row =>
  rowOf(event, { bookings: count, sold, revenue: decimalText(revenue), lastTitle, open });

const drifted: fc.Arbitrary<(totals: Totals) => Totals | undefined> = fc.constantFrom<
  ((totals: Totals) => Totals | undefined)[]
>(
  (totals) => totals,
  (totals) => ({ ...totals, bookings: totals.bookings + 1n }),
  (totals) => ({ ...totals, sold: totals.sold - 2n }),
  (totals) => ({ ...totals, revenue: totals.revenue + 1n }),
  (totals) => ({ ...totals, lastTitle: 'another' }),
  (totals) => ({ ...totals, open: !totals.open }),
  () => NOTHING,
  () => undefined,
);

const drift = fc.dictionary(fc.constantFrom(...EVENTS.filter((event) => event !== '__proto__'), 'nobody'), drifted);

const rule = (
  from: readonly Row[],
  into: readonly Row[],
  more: Partial<DerivedOptions<SourceField, TargetField>> = {},
) =>
  totalsRule({
    from: source(from),
    into: target(into),
    where: { state: 'SOLD' },
    count: 'bookings',
    sum: { sold: 'seats', revenue: 'price' },
    latest: { by: 'edition', fields: { lastTitle: 'title' } },
    exists: 'open',
    ...more,
  });

const isSame = (one: Totals, other: Totals): boolean =>
  Object.entries(one).every(([field, value]) => value === other[field as keyof Totals]);

/** What the target holds, and the keys at which it is wrong. */
function drifting(
  all: readonly Keyed[],
  changes: Readonly<Record<string, (totals: Totals) => Totals | undefined>>,
): { readonly held: ReadonlyMap<string, Totals>; readonly wrong: readonly string[] } {
  const right = oracle(all);
  const held = new Map(right);
  for (const [event, change] of Object.entries(changes)) {
    const totals = change(right.get(event) ?? NOTHING);
    if (totals === undefined) held.delete(event);
    else held.set(event, totals);
  }
  const wrong = [...new Set([...right.keys(), ...held.keys()])].filter(
    (event) => !isSame(right.get(event) ?? NOTHING, held.get(event) ?? NOTHING),
  );
  return { held, wrong: wrong.sort() };
}

describe('the rows that a derived rule finds', () => {
  it('are exactly those that a plain computation finds, in any order of the rows and with any memory', async () => {
    await fc.assert(
      fc.asyncProperty(
        bookings,
        drift,
        fc.constantFrom(4, 8, 100_000),
        fc.infiniteStream(fc.nat()),
        async (all, changes, memory, random) => {
          const { held, wrong } = drifting(all, changes);
          const shuffled = all
            .map((each) => ({ each, place: Number(random.next().value) }))
            .sort((one, other) => one.place - other.place)
            .map(({ each }) => sourceRow(each));
          const into = [...held].map(([event, totals]) => targetRow(event, totals));
          const { differences, outcome } = await run([rule(shuffled, into)], memory);
          const found = differences.map(({ key }) => key).sort();
          return JSON.stringify(found) === JSON.stringify(wrong) && outcome === (wrong.length > 0 ? 'drift' : 'clean');
        },
      ),
      { numRuns: 300 },
    );
  });

  it('show the value that each field should have', async () => {
    await fc.assert(
      fc.asyncProperty(bookings, async (all) => {
        const right = oracle(all);
        const { differences } = await run([rule(all.map(sourceRow), [])]);
        return [...right].every(([event, totals]) => {
          if (isSame(totals, NOTHING)) return true;
          const { fields = {} } = differences.find(({ key }) => key === event) ?? {};
          return (
            Number(fields['bookings']?.left) === Number(totals.bookings) &&
            fields['revenue']?.left === decimalText(totals.revenue) &&
            fields['lastTitle']?.left === totals.lastTitle
          );
        });
      }),
    );
  });

  it('are the same if the source reads each group by itself', async () => {
    await fc.assert(
      fc.asyncProperty(bookings, drift, async (all, changes) => {
        const { held, wrong } = drifting(all, changes);
        const into = [...held].map(([event, totals]) => targetRow(event, totals));
        const rows = all.map(sourceRow);
        let read = 0;
        const from = source(rows, {
          groupReader: () => (groups) => {
            read += 1;
            const events = new Set(groups.map(({ event }) => event));
            return source(rows.filter(({ fields }) => events.has(fields['event'] ?? null))).scan({
              signal: new AbortController().signal,
              received: () => undefined,
            });
          },
        });
        const { differences } = await run([rule(rows, into, { from })]);
        const found = differences.map(({ key }) => key).sort();
        return JSON.stringify([found, read]) === JSON.stringify([wrong, wrong.length > 0 ? 1 : 0]);
      }),
    );
  });
});
