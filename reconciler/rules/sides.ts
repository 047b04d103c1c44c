import {
  displayed,
  type EngineRule,
  type Json,
  own,
  type Pair,
  type Reading,
  type Row,
  type ShownValues,
  type Sides,
} from '../engine/index.ts';
import type { Readable } from './limits.ts';

/**
 * Two views as the two sides of a rule. Each store re-reads its own rows, and sketches these fields if it can sketch.
 */
export const sidesOf = (left: Readable, right: Readable, fields: readonly string[] = []): Sides => ({
  scanLeft: (reading) => left.scan(reading),
  scanRight: (reading) => right.scan(reading),
  ...((left.repeatedRow ?? right.repeatedRow) && {
    repeated: {
      ...(left.repeatedRow && { left: left.repeatedRow }),
      ...(right.repeatedRow && { right: right.repeatedRow }),
    },
  }),
  ...partsOf(left, right),
  pushLeft: async (reading) => left.pushdown?.(fields, reading),
  pushRight: async (reading) => right.pushdown?.(fields, reading),
  ...((left.changedSince ?? right.changedSince) && {
    async *changes(since: Date, reading: Reading) {
      for (const view of [left, right]) if (view.changedSince !== undefined) yield* view.changedSince(since, reading);
    },
  }),
  async estimate(reading) {
    const estimates = await Promise.all([left.estimate?.(reading), right.estimate?.(reading)]);
    const rows = estimates.flatMap((estimate) => (estimate === undefined ? [] : [estimate.rows]));
    return rows.length === 0 ? undefined : Math.max(...rows);
  },
  async reread(keys, reading) {
    const [lefts, rights] = await Promise.all([left.read(keys, reading), right.read(keys, reading)]);
    return new Map(keys.map((key) => [key, pairOf(lefts.get(key), rights.get(key))]));
  },
});

/** Rows that stand for several rows with one key are found only where all rows of a side meet. */
function partsOf(left: Readable, right: Readable): Pick<Sides, 'parts'> {
  if (left.repeatedRow !== undefined || right.repeatedRow !== undefined) return {};
  return left.parts && right.parts ? { parts: { left: left.parts, right: right.parts } } : {};
}

export const pairOf = (left: Row | undefined, right: Row | undefined): Pair => ({
  ...(left && { left }),
  ...(right && { right }),
});

const REDACTED = '[sensitive]';
const UNREADABLE = '[unreadable]';

/** Both sides' values of these fields, as reports show them. */
export function describeFields(fields: readonly string[], sensitive: ReadonlySet<string>): EngineRule['describe'] {
  const shown = (field: string, row: Row | undefined): Json | undefined => {
    if (row === undefined) return null;
    if (own(row.unreadable, field) !== undefined) return UNREADABLE;
    const value = displayed(own(row.fields, field));
    return value === undefined || !sensitive.has(field) ? value : REDACTED;
  };
  return (pair) =>
    Object.fromEntries(fields.map((field) => [field, sidesShown(shown(field, pair.left), shown(field, pair.right))]));
}

/** Runs for every difference of a run, so it creates no temporary object. */
function sidesShown(left: Json | undefined, right: Json | undefined): ShownValues {
  if (left === undefined) return right === undefined ? {} : { right };
  return right === undefined ? { left } : { left, right };
}
