import { describe, expect, it } from '@jest/globals';
import { defineReconciliation, type DerivedOptions, minutes, type Row } from '../../../reconciler/index.ts';
import {
  OLD,
  rowOf,
  run,
  source,
  type SourceField,
  START,
  target,
  type TargetField,
  totalsRule,
  viewOf,
} from '../../property/reconciler/grouped-world.ts';

type Options = Partial<DerivedOptions<SourceField, TargetField>>;

const booking = (key: string, fields: Row['fields'], touchedAt?: number): Row =>
  rowOf(key, { event: 'gala', state: 'SOLD', seats: 1n, price: '10', ...fields }, touchedAt);

const found = async (options: Options) => (await run([totalsRule(options)])).differences;

const problemsOf = (options: Options | object): string[] =>
  totalsRule(options).problems.map(({ path, message }) => `${path}: ${message}`);

describe('a derived rule', () => {
  it('takes a counter of zero and no row as equal, and a counter that counts nothing as drift', async () => {
    const into = target([rowOf('gala', { bookings: 0n }), rowOf('fair', {}), rowOf('ball', { bookings: 2n })]);
    const differences = await found({ into, count: 'bookings' });
    expect(differences).toMatchObject([
      {
        key: 'ball',
        kind: 'missing-left',
        fields: { bookings: { left: 0, right: 2 } },
        cause: { kind: 'deletion-missed' },
      },
    ]);
  });

  it('wants no row for a group without rows if the rule says so', async () => {
    const into = target([rowOf('gala', { bookings: 0n })]);
    const differences = await found({ into, count: 'bookings', emptyGroup: 'noRow' });
    expect(differences).toMatchObject([{ key: 'gala', kind: 'missing-left' }]);
  });

  it('counts a row without a value to group by nowhere', async () => {
    const from = source([booking('b1', {}), booking('b2', { event: null }), rowOf('b3', { state: 'SOLD' })]);
    expect(await found({ from, into: target([rowOf('gala', { bookings: 1n })]), count: 'bookings' })).toEqual([]);
  });

  it('adds up decimals exactly, and integers beyond 2^53', async () => {
    const from = source([
      booking('b1', { seats: 2n ** 53n, price: '0.1' }),
      booking('b2', { seats: 1n, price: '0.2' }),
      booking('b3', { seats: null, price: '123456789012345678901234567890' }),
    ]);
    const totals = { sold: 2n ** 53n + 1n, revenue: '123456789012345678901234567890.3' };
    const sum = { sold: 'seats', revenue: 'price' } as const;
    expect(await found({ from, into: target([rowOf('gala', totals)]), sum })).toEqual([]);
    const off = await found({ from, into: target([rowOf('gala', { ...totals, sold: 2n ** 53n })]), sum });
    expect(off[0]?.fields).toEqual({ sold: { left: '9007199254740993', right: '9007199254740992' } });
  });

  it('reports a sum that is no number as unreadable, for its group alone', async () => {
    const from = source([
      booking('b1', { price: 'NaN' }),
      booking('b2', { event: 'fair', price: '1' }),
      { ...booking('b3', { event: 'ball' }), unreadable: { price: 'it is a list' } },
    ]);
    const into = target([
      rowOf('gala', { revenue: '10' }),
      rowOf('fair', { revenue: '1' }),
      rowOf('ball', { revenue: '1' }),
    ]);
    const differences = await found({ from, into, sum: { revenue: 'price' } });
    expect(differences.map(({ key, kind }) => `${key} ${kind}`).sort()).toEqual(['ball unreadable', 'gala unreadable']);
    expect(differences.find(({ key }) => key === 'ball')?.reason).toBe(
      'bookings cannot represent revenue: it is a list',
    );
  });

  it('concludes nothing if it cannot tell which group a row is of', async () => {
    const unreadable = { event: 'it is a list' };
    const from = source([booking('b1', {}), { ...rowOf('b2', { state: 'SOLD' }), unreadable }]);
    const { outcome, rules } = await run([totalsRule({ from, into: target([]), count: 'bookings' })]);
    expect(outcome).toBe('inconclusive');
    expect(rules[0]?.reason).toContain('cannot represent event of the row b2 (it is a list)');
    const where = ({ key }: Row) => key !== 'b2';
    expect(await found({ from, into: target([rowOf('gala', { bookings: 1n })]), count: 'bookings', where })).toEqual(
      [],
    );
  });

  it('compares the latest row by its version, whatever the order of the rows', async () => {
    const rows = [
      booking('b1', { edition: 9n, title: 'old' }),
      booking('b2', { edition: 10n, title: 'new' }),
      booking('b3', { edition: null, title: 'never' }),
    ];
    for (const from of [source(rows), source(rows.toReversed())]) {
      const latest = { by: 'edition', fields: { lastTitle: 'title' } } as const;
      expect(await found({ from, into: target([rowOf('gala', { lastTitle: 'new' })]), latest })).toEqual([]);
      const differences = await found({ from, into: target([rowOf('gala', { lastTitle: 'old' })]), latest });
      expect(differences[0]).toMatchObject({
        fields: { lastTitle: { left: 'new', right: 'old' } },
        cause: { kind: 'out-of-order', records: [{ key: 'b2' }, { key: 'b1' }] },
      });
    }
  });

  it('can compare whether there is a row at all', async () => {
    const from = source([booking('b1', {}), booking('b2', { event: 'fair' })]);
    const into = target([rowOf('gala', {}), rowOf('ball', {})]);
    const differences = await found({ from, into, exists: true });
    expect(differences.map(({ key, kind }) => `${key} ${kind}`).sort()).toEqual([
      'ball missing-left',
      'fair missing-right',
    ]);
  });

  it('groups by several fields, whose values are the parts of the key', async () => {
    const from = source([booking('b1', {}), booking('b2', { state: 'HELD' })]);
    const into = viewOf('totals', { bookings: 'integer' } as const, [rowOf('["gala","SOLD"]', { bookings: 1n })], {
      keyTypes: ['text', 'text'],
    });
    const differences = await found({ from, by: ['event', 'state'], into: into as never, count: 'bookings' });
    expect(differences.map(({ key }) => key)).toEqual(['["gala","HELD"]']);
  });

  it('leaves a group alone that was written within the settle window', async () => {
    const from = source([booking('b1', {}), booking('b2', {}, START + minutes(2) - 1)]);
    const into = target([rowOf('gala', { bookings: 1n })]);
    const { outcome, rules } = await run([totalsRule({ from, into, count: 'bookings', settleRounds: 1 })]);
    expect({ outcome, deferred: rules[0]?.deferred }).toEqual({ outcome: 'clean', deferred: 0 });
  });

  it('takes a target as torn that changed while the source was read', async () => {
    let reads = 0;
    const into = target([rowOf('gala', { bookings: 1n })], {
      read: () => {
        reads += 1;
        return Promise.resolve(new Map([['gala', { ...rowOf('gala', { bookings: 1n }), image: String(reads) }]]));
      },
    });
    const from = source([booking('b1', {}), booking('b2', {})]);
    expect((await run([totalsRule({ from, into, count: 'bookings' })])).outcome).toBe('unsettled');
  });

  it('takes rows into account that an unrepaired finding of an earlier rule lacks', async () => {
    const lost = booking('b2', { seats: 4n });
    const options = {
      from: source([booking('b1', { seats: 3n })]),
      into: target([rowOf('gala', { bookings: 2n, sold: 7n })]),
      count: 'bookings',
      sum: { sold: 'seats' },
    } as const;
    const { engine } = totalsRule({ ...options, missing: () => [lost] });
    const open = [{ rule: 'lost', key: 'b2', standing: 'drift', pair: {} }] as const;
    const pair = {
      left: { key: 'gala', fields: { bookings: 1n, sold: 3n }, madeOf: { rows: [booking('b1', {})], count: 1 } },
      right: rowOf('gala', { bookings: 2n, sold: 7n }),
    };
    expect(engine.explained(pair, 'gala', open)).toBe(true);
    expect(engine.explained(pair, 'fair', open)).toBe(false);
    expect(engine.explained(pair, 'gala', [])).toBe(false);
    expect(await found(options)).toHaveLength(1);
  });

  it('plans a guarded write of the field that differs, and nothing else', () => {
    const write = () => Promise.resolve({ written: true, image: '{}' }) as never;
    const { engine } = totalsRule({
      into: target([], { write }),
      count: 'bookings',
      sum: { sold: 'seats' },
      repair: { kind: 'copy' },
    });
    const right = { ...rowOf('gala', { bookings: 2n, sold: 5n }), image: '{}' };
    const pair = { left: rowOf('gala', { bookings: 2n, sold: 7n }), right };
    expect(engine.remedy({ rule: 'event-totals', key: 'gala', standing: 'drift', pair })).toMatchObject({
      kind: 'write',
      steps: [{ write: { kind: 'update', key: 'gala', fields: { sold: 7n }, guard: right } }],
    });
    const emptied = engine.remedy({ rule: 'event-totals', key: 'gala', standing: 'drift', pair: { right } });
    expect(emptied).toMatchObject({ steps: [{ write: { kind: 'update', fields: { bookings: 0n, sold: 0n } } }] });
  });

  it('does not show what is sensitive in the source, not even as what a record adds', async () => {
    const from = source([booking('b1', { seats: 4n })], { sensitive: new Set(['seats']) });
    const [difference] = await found({ from, into: target([rowOf('gala', { sold: 0n })]), sum: { sold: 'seats' } });
    expect(difference?.fields).toEqual({ sold: { left: '[sensitive]', right: '[sensitive]' } });
    expect(difference?.cause).toMatchObject({ kind: 'not-handled', records: [{ key: 'b1', view: 'bookings' }] });
    expect(JSON.stringify(difference?.cause)).not.toContain('4');
  });

  it('is inconclusive if no row has the field that is added up', async () => {
    const rows = [booking('b1', {})];
    const from = source(rows, {
      async *scan(reading) {
        await Promise.resolve();
        yield* rows;
        reading.absent?.({ view: 'bookings', field: 'seats', attribute: 'saets' });
      },
    });
    const { rules } = await run([
      totalsRule({ from, into: target([rowOf('gala', { sold: 5n })]), sum: { sold: 'seats' } }),
    ]);
    expect(rules[0]).toMatchObject({ outcome: 'inconclusive', reason: expect.stringContaining('saets') as unknown });
  });
});

describe('the mistakes in a derived rule', () => {
  it.each<[object, string]>([
    [{}, 'event-totals.count: is required, or sum, latest or exists: the rule derives nothing'],
    [
      { count: 'booked' },
      'event-totals.count: booked is not a field of totals, which has bookings, sold, revenue, lastTitle, open',
    ],
    [{ count: 'open' }, 'event-totals.count: open of totals is of type boolean: a count must be integer or decimal'],
    [{ by: 'evnt', count: 'bookings' }, 'event-totals.by: evnt is not a field of bookings'],
    [
      { by: 'price', count: 'bookings' },
      'event-totals.by: price of bookings is of type decimal: a field to group by must be text or integer',
    ],
    [{ by: [], count: 'bookings' }, 'event-totals.by: must name at least one field'],
    [
      { sum: { sold: 'price' } },
      'event-totals.sum.sold: price of bookings is of type decimal: declare sold of totals as decimal too',
    ],
    [
      { sum: { sold: 'title' } },
      'event-totals.sum.sold: title of bookings is of type text: a field to add up must be integer or decimal',
    ],
    [{ sum: 'bookings' }, 'event-totals.sum.bookings: bookings is not a field of bookings'],
    [{ exists: 'sold' }, 'event-totals.exists: sold of totals is of type integer: a flag must be boolean'],
    [{ count: 'sold', sum: { sold: 'seats' } }, 'event-totals.sold: sold of totals is derived in two ways'],
    [
      { latest: { by: 'price', fields: { lastTitle: 'title' } } },
      'event-totals.latest.by: price of bookings is of type decimal',
    ],
    [
      { latest: { by: 'edition', fields: { open: 'title' } } },
      'event-totals.latest.fields.open: title of bookings is of type text: open of totals is boolean',
    ],
    [{ count: 'bookings', where: { stat: 'SOLD' } }, 'event-totals.where.stat: is not a field of bookings'],
    [
      { count: 'bookings', where: { seats: 'two' } },
      'event-totals.where.seats: must be of type integer, as seats of bookings is',
    ],
    [{ count: 'bookings', repair: { kind: 'copy' } }, 'event-totals.repair: copies to totals, which is not writable'],
    [{ exists: true, emptyGroup: 'zero' }, 'event-totals.emptyGroup: must be "noRow" with exists: true'],
    [
      { count: 'bookings', into: target([], { keyTypes: ['text', 'text'] }) },
      'event-totals.by: the key has 1 part in bookings and 2 in totals',
    ],
    [{ count: 'bookings', from: source([], { strong: false }) }, 'event-totals.bookings: has no strong reads'],
  ])('%j are reported', (options, message) => {
    const problems = problemsOf(options);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });

  it('are none in a sound rule', () => {
    const rule = totalsRule({
      count: 'bookings',
      sum: { sold: 'seats' },
      where: { state: ['SOLD', 'HELD'], seats: 2 },
    });
    expect(defineReconciliation({ rules: [rule] }).rules).toEqual([rule]);
    expect(OLD).toBeLessThan(START);
  });
});
