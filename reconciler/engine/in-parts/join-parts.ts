import { Fetched, Join, newCandidate, recordOf, type Spool, type SpoolRecord } from '../compare/index.ts';
import type { EngineRule } from '../rule.ts';
import { decode, hashingOf, type SketchPlan, type Tokened, unpacked } from '../sketch/index.ts';
import type { Side } from './plan-parts.ts';

/** The rows that workers have read, by side. */
export type ReadRows = Readonly<Record<Side, () => AsyncIterable<Tokened>>>;

export interface JoinedParts {
  /** Keys whose sides did not agree, as records of candidates, in the order of their keys. */
  readonly candidates: readonly SpoolRecord[];
  /** Cells whose rows do not account for the difference of the sketches: read them in full, then join again. */
  readonly unaccounted: readonly number[];
}

/** Rows of both sides held in memory; the others go to the spool. */
const MAX_HELD_ROWS = 400_000;

interface JoinPartsOptions {
  readonly plan: SketchPlan;
  /** The cells that decoding believed to hold one difference; empty when whole cells were read. */
  readonly residual: Buffer;
  readonly rows: ReadRows;
  readonly spool: Spool;
}

/**
 * Joins the rows. Decoding may have named the wrong row, or the row may have changed since: a cell counts only if its rows
 * account for the difference of the sketches in every lane.
 */
export async function joinParts(
  { relation }: Pick<EngineRule, 'relation'>,
  { plan, residual: bytes, rows, spool }: JoinPartsOptions,
): Promise<JoinedParts> {
  const hashing = hashingOf(plan);
  const residual = unpacked(plan, [bytes]);
  const { lone } = decode(residual);
  const fetched = new Fetched(lone, { plan, hashing });
  const candidates: SpoolRecord[] = [];
  const join = new Join({
    hashing,
    spool,
    maxHeld: MAX_HELD_ROWS,
    agrees: (left, right) => relation.agrees(left, right),
    found: (key, pair) => {
      candidates.push(recordOf(newCandidate(key, pair)));
      return undefined;
    },
  });
  try {
    await join.take('left', fetched.sift('left', rows.left()));
    await join.take('right', fetched.sift('right', rows.right()));
    const unaccounted: number[] = [];
    for (const cell of lone.keys()) {
      if (!fetched.accountsFor(residual, cell)) unaccounted.push(cell);
      else for (const { side, row } of fetched.rowsOf(cell)) await join.add(side, row);
    }
    await join.finish();
    return { candidates: candidates.sort(byKey), unaccounted };
  } finally {
    await join.close();
  }
}

const byKey = ([one = '']: SpoolRecord, [other = '']: SpoolRecord): number => (one < other ? -1 : 1);
