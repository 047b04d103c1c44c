import { CANONICAL_VERSION } from '../canonical.ts';
import type { Pushdown } from '../pushdown.ts';
import type { Reading, Row } from '../row.ts';
import type { EngineRule } from '../rule.ts';
import { cellsFor, hashingOf, MAX_CELLS, type Tokened } from '../sketch/index.ts';
import { both } from './both.ts';
import { newCandidate, recordOf } from './candidate.ts';
import type { DenseDiff } from './dense-diff.ts';
import { Join } from './join.ts';
import { Records } from './records.ts';
import { compareSketches, type SketchedComparison } from './sketched.ts';
import type { Spool } from './spool.ts';
import { Streamed } from './streamed.ts';
import { type Tokens, tokensOf } from './tokens.ts';

/** What a comparison may use. */
export interface Bounds {
  /** 32 hexadecimal digits, chosen at random for each run. */
  readonly seed: string;
  readonly spool: Spool;
  readonly memory: {
    /** Maximum number of rows (key and token) held at once; the rest goes to the spool. */
    readonly rows: number;
    /** Maximum number of cells in a sketch, a power of two. */
    readonly cells?: number;
  };
}

export interface Comparison {
  /** The caller closes them. */
  readonly candidates: Records;
  /** Set when too much differs to list it; then `candidates` is empty. */
  readonly denseDiff?: DenseDiff;
  readonly rows: { readonly left: number; readonly right: number };
  /** How the candidates' tokens were made. */
  readonly tokens: Tokens;
  /** Set when only recently written keys were compared; `rows` counts those. */
  readonly pass?: 'changes';
}

/**
 * Finds exactly the keys at which the relation does not hold, apart from collisions of 64-bit row hashes. Sides that must
 * be equal are compared by sketches if at least one store computes its own; all others are joined. If nearly everything
 * differs and both stores can sort it, the differences are not listed here but left to a `DenseDiff`.
 *
 * @throws DuplicateKeyError, StoreReadError, or the reason of the aborted signal
 */
export async function compare(
  rule: Pick<EngineRule, 'sides' | 'relation'>,
  reading: Reading,
  { seed, spool, memory }: Bounds,
): Promise<Comparison> {
  const { sides, relation } = rule;
  const hashing = hashingOf({ version: CANONICAL_VERSION, seed });
  const tokens = tokensOf(rule, hashing);
  const scans = {
    left: (inner: Reading) => tokened(sides.scanLeft(inner), (row) => tokens.left(row)),
    right: (inner: Reading) => tokened(sides.scanRight(inner), (row) => tokens.right(row)),
  };
  const maxHeld = Math.max(1, Math.floor(memory.rows / 4));
  const candidates = new Records(spool, maxHeld);
  const join = new Join({
    hashing,
    spool,
    maxHeld: 2 * maxHeld,
    agrees: (left, right) => relation.agrees(left, right),
    repeated: repeatedTokens(sides, tokens),
    found: (key, pair) => candidates.append(recordOf(newCandidate(key, pair))),
  });
  const streamed: Streamed[] = [];
  const orStreamed = (pushdown: Pushdown | undefined, side: 'left' | 'right'): Pushdown => {
    if (pushdown !== undefined) return pushdown;
    const stream = new Streamed(scans[side], { hashing, spool, maxHeld });
    streamed.push(stream);
    return stream;
  };
  let isDone = false;
  try {
    const [left, right] = relation.kind === 'equal' ? await pushdownsOf(rule, reading) : [];
    let compared: SketchedComparison = join;
    if (left === undefined && right === undefined) {
      await both(
        reading,
        (inner) => join.take('left', scans.left(inner)),
        (inner) => join.take('right', scans.right(inner)),
      );
    } else {
      const maxCells = Math.min(
        ...[left, right].map((pushdown) => pushdown?.maxCells ?? Infinity),
        memory.cells ?? Infinity,
        MAX_CELLS,
      );
      const cells = cellsFor(await sides.estimate?.(reading), maxCells);
      const plan = { version: CANONICAL_VERSION, seed, cells };
      const options = { plan, hashing, reading, join, maxHeld: 2 * maxHeld };
      compared = await compareSketches(orStreamed(left, 'left'), orStreamed(right, 'right'), options);
    }
    await join.finish();
    isDone = true;
    const { rows, denseDiff } = compared;
    return { candidates, rows, tokens, ...(denseDiff && { denseDiff }) };
  } finally {
    await Promise.all([join, ...streamed, ...(isDone ? [] : [candidates])].map((scratch) => scratch.close()));
  }
}

/** The tokens of the rows that stand for several rows with one key, for the sides that may have such. */
function repeatedTokens(
  { repeated = {} }: EngineRule['sides'],
  tokens: Tokens,
): Partial<Record<'left' | 'right', (key: string) => string>> {
  const { left, right } = repeated;
  return {
    ...(left && { left: (key: string) => tokens.left(left(key)) }),
    ...(right && { right: (key: string) => tokens.right(right(key)) }),
  };
}

const pushdownsOf = ({ sides }: Pick<EngineRule, 'sides'>, reading: Reading) =>
  Promise.all([sides.pushLeft?.(reading), sides.pushRight?.(reading)]);

async function* tokened(rows: AsyncIterable<Row>, token: (row: Row) => string): AsyncGenerator<Tokened> {
  for await (const row of rows) yield { key: row.key, token: token(row) };
}
