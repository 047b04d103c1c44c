import { describe, expect, it } from '@jest/globals';
import { minutes, replica, type ReplicaOptions, type Row, type View } from '../../../reconciler/index.ts';
import { rowOf, run, viewOf } from '../../property/reconciler/grouped-world.ts';

type Field = 'title' | 'price' | 'edition' | 'writtenAt' | 'region';

const FIELDS = { title: 'text', price: 'integer', edition: 'integer', writtenAt: 'text', region: 'text' } as const;

const [TEN, ELEVEN] = ['2026-03-01T10:00:00.000Z', '2026-03-01T11:00:00.000Z'];

const item = (title: string, edition: bigint | null, writtenAt: string | null, region = 'us'): Row =>
  rowOf('bolt', { title, price: 30n, edition, writtenAt, region });

const rule = (left: readonly Row[], right: readonly Row[], more: Partial<ReplicaOptions<Field>> = {}) =>
  replica<Field>({
    name: 'price-replicas',
    left: viewOf('prices-us', FIELDS, left),
    right: viewOf('prices-eu', FIELDS, right),
    updatedAt: 'writtenAt',
    version: 'edition',
    region: 'region',
    settleWindow: minutes(2),
    allowEmpty: true,
    ...more,
  });

const found = async (left: Row, right: Row, more: Partial<ReplicaOptions<Field>> = {}) =>
  (await run([rule([left], [right], more)])).differences[0];

describe('two replicas of a table', () => {
  it('that are equal are no drift', async () => {
    const row = item('Bolt', 1n, TEN);
    expect(await run([rule([row], [row])])).toMatchObject({ outcome: 'clean', differences: [] });
  });

  it('conflict if the earlier write has no lower version, and the finding shows the write that lost', async () => {
    const difference = await found(item('Bolt', 5n, TEN), item('Bolt, 10 mm', 5n, ELEVEN, 'eu'));
    expect(difference?.cause).toEqual({
      kind: 'conflict',
      summary: `Both replicas were written without knowing of each other: prices-eu (version 5, ${ELEVEN}, written in eu) wins as the last write, prices-us (version 5, ${TEN}, written in us) loses.`,
      records: [],
      losingWrite: {
        key: 'bolt',
        view: 'prices-us',
        at: TEN.replace('10:', '11:'),
        fields: { title: 'Bolt', writtenAt: TEN, region: 'us' },
      },
    });
    expect(difference?.masters).toMatchObject({ title: 'right' });
  });

  it.each<[string, Row, Row, object]>([
    ['behind, with an older version', item('Bolt', 4n, TEN), item('Bolts', 5n, ELEVEN), { kind: 'behind' }],
    [
      'in conflict, with a higher version and an earlier time',
      item('Bolt', 6n, TEN),
      item('Bolts', 5n, ELEVEN),
      { kind: 'conflict' },
    ],
    ['of an unknown cause, without a version', item('Bolt', null, TEN), item('Bolts', 5n, ELEVEN), { kind: 'unknown' }],
    ['of an unknown cause, at the same time', item('Bolt', 4n, TEN), item('Bolts', 5n, TEN), { kind: 'unknown' }],
    ['of an unknown cause, without a time', item('Bolt', 4n, null), item('Bolts', 5n, TEN), { kind: 'unknown' }],
  ])('that differ are %s', async (_what, left, right, cause) => {
    expect((await found(left, right))?.cause).toMatchObject(cause);
    expect((await found(right, left))?.cause).toMatchObject(cause);
  });

  it('of which only one has a row do not show why', async () => {
    const { differences } = await run([rule([item('Bolt', 1n, TEN)], [])]);
    expect(differences[0]).toMatchObject({ kind: 'missing-right', cause: { kind: 'unknown' } });
    expect(differences[0]?.cause?.summary).toContain('only prices-us has the row');
  });

  it('do not show a losing write whose field is sensitive', async () => {
    const sensitive = new Set(['title', 'region']);
    const left = viewOf('prices-us', FIELDS, [item('SECRET', 5n, TEN, 'SECRET')], { sensitive });
    const [difference] = (await run([rule([], [item('Bolts', 5n, ELEVEN)], { left })])).differences;
    expect(difference?.cause?.losingWrite?.fields).toMatchObject({ title: '[sensitive]' });
    expect(JSON.stringify(difference)).not.toContain('SECRET');
  });

  it('are repaired by the winning row, and by nothing without a winner', () => {
    const write: NonNullable<View['write']> = () => Promise.resolve({ written: true, image: '{}' });
    const views = {
      left: viewOf('prices-us', FIELDS, [], { write }),
      right: viewOf('prices-eu', FIELDS, [], { write }),
    };
    const { engine } = rule([], [], { ...views, repair: { kind: 'copy' } });
    const remedy = (left: Row, right: Row) =>
      engine.remedy({ rule: 'price-replicas', key: 'bolt', standing: 'drift', pair: { left, right } });
    expect(remedy(item('Bolt', 4n, TEN), item('Bolts', 5n, ELEVEN))).toMatchObject({
      steps: [
        { view: views.left, write: { kind: 'update', fields: { title: 'Bolts', edition: 5n, writtenAt: ELEVEN } } },
      ],
    });
    expect(remedy(item('Bolt', 4n, TEN), item('Bolts', 5n, TEN))).toEqual({
      kind: 'report',
      reason: 'bolt: no write is the last one, because writtenAt is equal on both sides or is no time',
    });
  });

  it('are only reported by default', async () => {
    const difference = await found(item('Bolt', 4n, TEN), item('Bolts', 5n, ELEVEN));
    expect(difference?.repaired).toBe(false);
    const { engine } = rule([], []);
    expect(engine.remedy({ rule: 'r', key: 'bolt', standing: 'drift', pair: {} }).kind).toBe('report');
  });

  it.each<[object, string]>([
    [{ updatedAt: 'updated' }, 'price-replicas.updatedAt: updated is not a field of prices-us'],
    [{ version: 'title' }, 'price-replicas.version: title of prices-us is text: it must be integer'],
  ])('are refused with %j', (options, message) => {
    expect(rule([], [], options).problems.map(({ path, message: text }) => `${path}: ${text}`)[0]).toContain(message);
  });
});
