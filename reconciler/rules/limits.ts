/** How much a run may read and repair for one rule. */
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
  /** Maximum number of rows of a side that a run may read. If there are more, the run is stopped and repairs nothing. */
  readonly rows?: number;
  /** Maximum read units per second of each DynamoDB view of the rule; overrides the view's own `readCapacity`. */
  readonly readCapacity?: number;
}

const DEFAULT_LIMITS: RepairLimits = { count: 100, share: 0.05, always: 20 };

/** The limits on repairs, with defaults for what is not set. */
export const repairLimits = ({ count, share, always }: Partial<RepairLimits> = {}): RepairLimits => ({
  count: count ?? DEFAULT_LIMITS.count,
  share: share ?? DEFAULT_LIMITS.share,
  always: always ?? DEFAULT_LIMITS.always,
});

/** The mistakes in `limits`, reported under `path`. The limits apply to `views`. */
export function limitProblems(path: string, limits: RuleLimits = {}, views: readonly View[] = []): Problem[] {
  const { count = 0, always = 0, share = 0, rows = 1, readCapacity } = limits;
  const isWhole = (number: number): boolean => Number.isSafeInteger(number) && number >= 0;
  const checks: readonly (readonly [boolean, string, string])[] = [
    [isWhole(count), 'count', 'must be a whole number, at least 0'],
    [isWhole(always), 'always', 'must be a whole number, at least 0'],
    [share >= 0 && share <= 1, 'share', 'must be between 0 and 1'],
    [isWhole(rows) && rows >= 1, 'rows', 'must be a whole number, at least 1'],
    [
      readCapacity === undefined || (readCapacity > 0 && readCapacity < Infinity),
      'readCapacity',
      'must be more than 0',
    ],
    [
      readCapacity === undefined || views.some(({ atReadCapacity }) => atReadCapacity !== undefined),
      'readCapacity',
      `needs a DynamoDB view, and the rule has none (${views.map(({ name }) => name).join(', ')})`,
    ],
  ];
  return checks.filter(([holds]) => !holds).map(([, limit, message]) => ({ path: `${path}.${limit}`, message }));
}

/** The members of a view that a rule reads with. */
export type Readable = Pick<
  View,
  'name' | 'scan' | 'read' | 'changedSince' | 'estimate' | 'parts' | 'pushdown' | 'repeatedRow' | 'groupReader'
>;

/** The view at the rule's read rate, if the rule has one and the view can be read at a rate. */
export const paced = (view: View, { readCapacity }: Pick<RuleLimits, 'readCapacity'> = {}): View =>
  readCapacity === undefined ? view : (view.atReadCapacity?.(readCapacity) ?? view);

/** The view with the rule's limits on its read rate and its number of rows. */
export function limited(rule: string, view: View, limits: RuleLimits = {}): Readable {
  const { rows } = limits;
  const readable = paced(view, limits);
  return rows === undefined ? readable : withinRows(readable, rows, () => new TooManyRowsError(rule, view.name, rows));
}

function withinRows(view: View, max: number, tooMany: () => TooManyRowsError): Readable {
  async function* counted<Row>(rows: AsyncIterable<Row>): AsyncGenerator<Row> {
    let count = 0;
    for await (const row of rows) {
      count += 1;
      if (count > max) throw tooMany();
      yield row;
    }
  }
  const { changedSince, estimate, parts, repeatedRow, groupReader } = view;
  return {
    name: view.name,
    ...(repeatedRow && { repeatedRow }),
    ...(parts && {
      parts: {
        ...parts,
        checkRows(read: number) {
          if (read > max) throw tooMany();
        },
      },
    }),
    scan: (reading) => counted(view.scan(reading)),
    read: (keys, reading) => view.read(keys, reading),
    ...(changedSince && {
      changedSince: (since: Date, reading: Reading) => counted(changedSince.call(view, since, reading)),
    }),
    ...(groupReader && { groupReader: (fields: readonly string[]) => groupReader.call(view, fields) }),
    ...(estimate && { estimate: (reading: Reading) => estimate.call(view, reading) }),
    async pushdown(fields, reading) {
      const whole = await view.pushdown?.(fields, reading);
      return whole && pushdownWithin(whole, max, tooMany);
    },
  };
}

/** Applies the limit to a sketch, which counts its rows. */
const pushdownWithin = (whole: Pushdown, max: number, tooMany: () => TooManyRowsError): Pushdown => ({
  ...(whole.maxCells !== undefined && { maxCells: whole.maxCells }),
  async sketch(plan, reading) {
    const sketch = await whole.sketch(plan, reading);
    if (rowsIn(sketch) > max) throw tooMany();
    return sketch;
  },
  select: (plan, selection, reading) => whole.select(plan, selection, reading),
  ...(whole.sorted && { sorted: whole.sorted }),
});
