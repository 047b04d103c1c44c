import type { Pushdown } from '../pushdown.ts';
import type { EngineRule } from '../rule.ts';
import { CANONICAL_VERSION } from '../canonical.ts';
import { cellsFor, hashingOf, type Tokened } from '../sketch/index.ts';
import type { Reading, Row } from '../view.ts';
import { both } from './both.ts';
import { Candidates } from './candidate.ts';
import type { Crowd } from './crowd.ts';
import { Join } from './join.ts';
import { compareSketches, type Sketched } from './sketched.ts';
import type { Spool } from './spool.ts';
import { Streamed } from './streamed.ts';
import { type Tokens, tokensOf } from './tokens.ts';

/** What a comparison may use. */
export interface Bounds {
  /** Of the run: 32 hexadecimal digits, chosen at random. */
  readonly seed: string;
  readonly spool: Spool;
  readonly memory: {
    /** Most rows (key and token) that are held at once; the rest goes to the spool. */
    readonly rows: number;
    /** Most cells of a sketch, a power of two. */
    readonly cells?: number;
  };
}

export interface Comparison {
  /** To be closed. */
  readonly candidates: Candidates;
  /** What differs, where it is too much to be named: then there are no other candidates. */
  readonly crowd?: Crowd;
  readonly rows: { readonly left: number; readonly right: number };
  /** As the candidates' tokens were made. */
  readonly tokens: Tokens;
  /** Only keys that were written lately were compared, and `rows` are of those; absent where everything was. */
  readonly pass?: 'changes';
}

/**
 * Finds exactly the keys at which the relation does not hold, but for rows whose 64-bit hashes collide. Sides that must
 * be equal are compared by sketches where one of the stores can make its own; all others are joined. Where nearly
 * everything differs, and the stores can sort it, it is left unnamed.
 *
 * @throws DuplicateKeyError, StoreReadError, or whatever the signal was aborted with
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
  const most = Math.max(1, Math.floor(memory.rows / 4));
  const candidates = new Candidates(spool, most);
  const join = new Join({
    ...{ hashing, spool, most: 2 * most },
    agrees: (left, right) => relation.agrees(left, right),
    found: (candidate) => candidates.add(candidate),
  });
  const streamed: Streamed[] = [];
  const orStreamed = (pushdown: Pushdown | undefined, side: 'left' | 'right'): Pushdown => {
    if (pushdown !== undefined) return pushdown;
    const stream = new Streamed(scans[side], { hashing, spool, most });
    streamed.push(stream);
    return stream;
  };
  let isDone = false;
  try {
    const [left, right] = relation.kind === 'equal' ? await pushdownsOf(rule, reading) : [];
    let compared: Sketched = join;
    if (left === undefined && right === undefined) {
      await both(
        reading,
        (inner) => join.take('left', scans.left(inner)),
        (inner) => join.take('right', scans.right(inner)),
      );
    } else {
      const least = Math.min(
        ...[left, right].map((pushdown) => pushdown?.mostCells ?? Infinity),
        memory.cells ?? Infinity,
      );
      const cells = cellsFor(await sides.estimate?.(reading), least);
      const plan = { version: CANONICAL_VERSION, seed, cells };
      const options = { plan, hashing, reading, join, most: 2 * most };
      compared = await compareSketches(orStreamed(left, 'left'), orStreamed(right, 'right'), options);
    }
    await join.finish();
    isDone = true;
    const { rows, crowd } = compared;
    return { candidates, rows, tokens, ...(crowd && { crowd }) };
  } finally {
    await Promise.all([join, ...streamed, ...(isDone ? [] : [candidates])].map((scratch) => scratch.close()));
  }
}

const pushdownsOf = ({ sides }: Pick<EngineRule, 'sides'>, reading: Reading) =>
  Promise.all([sides.pushLeft?.(reading), sides.pushRight?.(reading)]);

async function* tokened(rows: AsyncIterable<Row>, token: (row: Row) => string): AsyncGenerator<Tokened> {
  for await (const row of rows) yield { key: row.key, token: token(row) };
}
