/** What a run may do on account of one rule: how much it repairs, and how much it reads. */
import {
  type Pushdown,
  type Reading,
  type RepairLimits,
  rowsIn,
  TooManyRowsError,
  type View,
} from '../engine/index.ts';
import type { Problem } from './problem.ts';

export interface RuleLimits extends Partial<RepairLimits> {
  /** Most rows of a side that a run may read; where there are more it is stopped, and repairs nothing. */
  readonly rows?: number;
  /** Read units that each view on DynamoDB consumes in a second at most, whatever its own `readCapacity` says. */
  readonly readCapacity?: number;
}

const DEFAULT_LIMITS: RepairLimits = { count: 100, share: 0.05, always: 20 };

/** Those on repairs, with the defaults of what is not said. */
export const repairLimits = ({ count, share, always }: Partial<RepairLimits> = {}): RepairLimits => ({
  count: count ?? DEFAULT_LIMITS.count,
  share: share ?? DEFAULT_LIMITS.share,
  always: always ?? DEFAULT_LIMITS.always,
});

/** The mistakes in limits; `path` is where they stand, and views are those that they would be kept by. */
export function limitProblems(path: string, limits: RuleLimits = {}, views: readonly View[] = []): Problem[] {
  const { count = 0, always = 0, share = 0, rows = 1, readCapacity } = limits;
  const isWhole = (number: number): boolean => Number.isSafeInteger(number) && number >= 0;
  const checks: readonly (readonly [boolean, string, string])[] = [
    [isWhole(count), 'count', 'is a whole number from 0'],
    [isWhole(always), 'always', 'is a whole number from 0'],
    [share >= 0 && share <= 1, 'share', 'is between 0 and 1'],
    [isWhole(rows) && rows >= 1, 'rows', 'is a whole number from 1'],
    [readCapacity === undefined || (readCapacity > 0 && readCapacity < Infinity), 'readCapacity', 'is more than 0'],
    [
      readCapacity === undefined || views.some(({ atReadCapacity }) => atReadCapacity !== undefined),
      'readCapacity',
      `is kept by no view of the rule (${views.map(({ name }) => name).join(', ')}): it is for DynamoDB`,
    ],
  ];
  return checks.filter(([holds]) => !holds).map(([, limit, message]) => ({ path: `${path}.${limit}`, message }));
}

/** What a rule reads of a view. */
export type Readable = Pick<View, 'name' | 'scan' | 'read' | 'changedSince' | 'estimate' | 'pushdown'>;

/** The view as the rule reads it: at the rule's rate, and no further than its rows. */
export function limited(rule: string, view: View, { rows, readCapacity }: RuleLimits = {}): Readable {
  const paced = readCapacity === undefined ? view : (view.atReadCapacity?.(readCapacity) ?? view);
  return rows === undefined ? paced : withinRows(paced, rows, () => new TooManyRowsError(rule, view.name, rows));
}

function withinRows(view: View, most: number, tooMany: () => TooManyRowsError): Readable {
  async function* counted<Row>(rows: AsyncIterable<Row>): AsyncGenerator<Row> {
    let count = 0;
    for await (const row of rows) {
      count += 1;
      if (count > most) throw tooMany();
      yield row;
    }
  }
  const { changedSince, estimate } = view;
  return {
    name: view.name,
    scan: (reading) => counted(view.scan(reading)),
    read: (keys, reading) => view.read(keys, reading),
    ...(changedSince && {
      changedSince: (since: Date, reading: Reading) => counted(changedSince.call(view, since, reading)),
    }),
    ...(estimate && { estimate: (reading: Reading) => estimate.call(view, reading) }),
    async pushdown(fields, reading) {
      const whole = await view.pushdown?.(fields, reading);
      return whole && pushdownWithin(whole, most, tooMany);
    },
  };
}

/** A store that sketches has counted its rows by then. */
const pushdownWithin = (whole: Pushdown, most: number, tooMany: () => TooManyRowsError): Pushdown => ({
  ...(whole.mostCells !== undefined && { mostCells: whole.mostCells }),
  async sketch(plan, reading) {
    const sketch = await whole.sketch(plan, reading);
    if (rowsIn(sketch) > most) throw tooMany();
    return sketch;
  },
  select: (plan, selection, reading) => whole.select(plan, selection, reading),
  ...(whole.sorted && { sorted: whole.sorted }),
});
