/** What the stores must hold before the load, because seeding left it there. */
import { describe, expect, it } from '@jest/globals';
import { explainSeeded } from '../../../../../chaos/checkers/closed-world/seeded.ts';
import type { Fields } from '../../../../../chaos/schemas/index.ts';
import {
  type AcceptedRequest,
  anyText,
  type ExpectedRecord,
  type JudgedSnapshot,
  record,
  time,
} from '../../../../../chaos/system/index.ts';
import { at } from '../../sound-run.ts';

type Rows = Readonly<Record<string, Fields>>;
type Views = Readonly<Record<string, Rows>>;
type Regions = NonNullable<Parameters<typeof explainSeeded>[2]['regions']>;

/** The stores ten minutes after the start of the simulated time. */
function before(views: Views, fields?: Readonly<Record<string, readonly string[]>>): JudgedSnapshot {
  return {
    name: 'before',
    at: at(30),
    sagas: [],
    views: new Map(
      Object.entries(views).map(([view, rows]) => [
        view,
        new Map(Object.entries(rows).map(([key, fields]) => [key, { key, fields }])),
      ]),
    ),
    ...(fields && {
      fields: new Map(Object.entries(fields).map(([view, names]) => [view, new Set(names)])),
    }),
  };
}

const linesIn = (held: JudgedSnapshot, ...due: readonly ExpectedRecord[]) => {
  const { violations, mistakes } = explainSeeded(held, { seeded: () => due }, {})!;
  return { violations: violations.lines, mistakes: mistakes.lines };
};

describe('the stores before the load', () => {
  const NUT = { name: 'Nut', free: 5 };

  it.each<[what: string, views: Views, due: ExpectedRecord, violations: string[]]>([
    ['hold a record', { stock: { nut: NUT } }, record('stock', 'nut', { name: 'Nut', free: 5 }), []],
    ['hold a record, and more in it', { stock: { nut: NUT } }, record('stock', 'nut', { free: 5 }), []],
    [
      'hold another value',
      { stock: { nut: NUT } },
      record('stock', 'nut', { name: 'Nut', free: 6 }),
      ['stock nut: free is 5, must be 6'],
    ],
    [
      'hold other values',
      { stock: { nut: NUT } },
      record('stock', 'nut', { name: 'Bolt', free: 6 }),
      ['stock nut: name is "Nut", must be "Bolt"; free is 5, must be 6'],
    ],
    [
      'lack a field',
      { stock: { nut: NUT } },
      record('stock', 'nut', { sold: 0 }),
      ['stock nut: sold is absent, must be 0'],
    ],
    [
      'lack a record',
      { stock: { bolt: NUT } },
      record('stock', 'nut', { name: 'Nut', free: 5 }),
      ['stock nut: missing, with name "Nut", free 5'],
    ],
    [
      'hold a record that is found by a field',
      { stock: { x1: { name: 'Bolt' }, x2: NUT } },
      record('stock', { name: 'Nut' }, { free: 5 }),
      [],
    ],
    [
      'hold another value in a record that is found by a field',
      { stock: { x1: { name: 'Bolt', free: 6 }, x2: NUT } },
      record('stock', { name: 'Nut' }, { free: 6 }),
      ['stock with name "Nut": free is 5, must be 6'],
    ],
    [
      'lack a record that is found by a field',
      { stock: { Nut: { free: 5 } } },
      record('stock', { name: 'Nut' }, { free: 5 }),
      ['stock with name "Nut": missing, with free 5'],
    ],
    [
      'hold what a matcher does not allow',
      { stock: { nut: NUT } },
      record('stock', 'nut', { free: anyText() }),
      ['stock nut: free is 5, must be a text'],
    ],
  ])('%s that seeding leaves', (_what, views, due, violations) => {
    expect(linesIn(before(views), due)).toEqual({ violations, mistakes: [] });
  });

  it.each<[isAllowed: boolean, what: string, changedAt: string]>([
    [true, 'long before the run', '2020-02-02T02:02:02Z'],
    [true, 'at the time of the snapshot', at(30)],
    [false, 'long after the snapshot', at(60)],
  ])('may hold a time of the run: %s, if it is %s', (isAllowed, _what, changedAt) => {
    const due = record('stock', 'nut', { changedAt: time() });
    expect(linesIn(before({ stock: { nut: { changedAt } } }), due).violations).toEqual(
      isAllowed ? [] : [`stock nut: changedAt is "${changedAt}", must be a time during the run`],
    );
  });

  it('are not compared with a record of a view or a field that the system does not have', () => {
    const held = before({ stock: { nut: NUT } }, { stock: ['name', 'free'] });
    const dues = [record('stocks', 'nut', { free: 1 }), record('stock', 'nut', { fre: 1 })];
    expect(linesIn(held, ...dues, record('stock', 'nut', { free: 6 }))).toEqual({
      violations: ['stock nut: free is 5, must be 6'],
      mistakes: [
        "the definition's expect names a view stocks, which the system does not have; it has: stock",
        "the definition's expect names a field fre of stock, which the view does not declare; it declares: name, free",
      ],
    });
  });

  it('may hold anything if the definition does not say what seeding leaves', () => {
    expect(explainSeeded(before({ stock: { nut: NUT } }), {}, {})).toBeUndefined();
  });

  it('are those of the region that the run judges, if the system has two', () => {
    const asked: Pick<AcceptedRequest, 'here'>[] = [];
    const seeded = (stores: Pick<AcceptedRequest, 'here'>) => {
      asked.push(stores);
      return [];
    };
    const regions: Regions = { own: 'other', home: 'us-east-1', other: 'eu-west-1', moveWithinSeconds: 60 };
    explainSeeded(before({}), { seeded }, { regions });
    explainSeeded(before({}), { seeded }, {});
    expect(asked).toEqual([{ here: 'other' }, {}]);
  });
});
