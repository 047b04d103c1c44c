/**
 * An invertible sketch: it names the differences itself, with no second look, in space that grows with the differences
 * that it can name and not with the rows. Offered for sides that are read by many workers, or far apart, and hash their
 * rows themselves: each sends a few kilobytes, and what is named is then fetched by its key hash. The engine's own
 * comparison has no use for it: SQL cannot put a row into three cells in its one pass without making three of it, and a
 * side that is streamed has its rows here already.
 *
 * Source: Eppstein, Goodrich, Uyeda and Varghese, "What's the difference? Efficient set reconciliation without prior
 * context", 2011. A row is put into three cells, one of each third; a cell that holds one row is read off and taken from
 * its other two, until nothing is left. That succeeds with high probability while the differences (a changed row counts
 * twice) are no more than about two thirds of the cells.
 */
import type { Digest } from './digest.ts';
import type { SketchPlan } from './plan.ts';
import { UnlikeSketchesError } from './sketch.ts';

const THIRDS = 3;

export interface Iblt {
  /** Its cells are a multiple of three. */
  readonly plan: SketchPlan;
  /** Rows of the left set less those of the right one. */
  readonly count: Int32Array;
  /** Four words of each cell: the xor of its rows' digests. */
  readonly digests: Int32Array;
  /** The xor of its rows' check hashes: tells a cell of one row from one that only looks like it. */
  readonly check: Int32Array;
}

/** The rows of each side that the other one does not hold, as digests. */
export interface Peeled {
  readonly left: readonly Digest[];
  readonly right: readonly Digest[];
}

/** @throws RangeError unless the number of cells is a multiple of three */
export function emptyIblt(plan: SketchPlan): Iblt {
  const { cells } = plan;
  if (!Number.isSafeInteger(cells / THIRDS) || cells < THIRDS) {
    throw new RangeError(`${cells} is no multiple of three: choose the cells of an invertible sketch so.`);
  }
  return { plan, count: new Int32Array(cells), digests: new Int32Array(4 * cells), check: new Int32Array(cells) };
}

type Words = readonly [number, number, number, number];

const wordsOf = ({ keyHigh, keyLow, rowHigh, rowLow }: Digest): Words => [keyHigh, keyLow, rowHigh | 0, rowLow | 0];

/** Murmur3's finaliser over the words, started from a salt. */
function mixed(words: Words, salt: number): number {
  let hash = salt;
  for (const word of words) {
    hash = Math.imul(hash ^ word, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash;
}

const CHECK_SALT = 0x6b43a9b5;
const PLACE_SALTS = [0x27d4eb2f, 0x165667b1, 0x9e3779b1] as const;

function put(iblt: Iblt, words: Words, times: 1 | -1): void {
  const third = iblt.plan.cells / THIRDS;
  const check = mixed(words, CHECK_SALT);
  for (const [index, salt] of PLACE_SALTS.entries()) {
    const cell = index * third + ((mixed(words, salt) >>> 0) % third);
    iblt.count[cell] = (iblt.count[cell] ?? 0) + times;
    iblt.check[cell] = (iblt.check[cell] ?? 0) ^ check;
    for (const [at, word] of words.entries()) {
      const place = 4 * cell + at;
      iblt.digests[place] = (iblt.digests[place] ?? 0) ^ word;
    }
  }
}

export function putRow(iblt: Iblt, digest: Digest): void {
  put(iblt, wordsOf(digest), 1);
}

/**
 * That of two disjoint sets together.
 *
 * @throws UnlikeSketchesError
 */
export const mergedIblt = (one: Iblt, other: Iblt): Iblt => combined(one, other, 1);

/**
 * That of what distinguishes two sets.
 *
 * @throws UnlikeSketchesError
 */
export const subtractedIblt = (one: Iblt, other: Iblt): Iblt => combined(one, other, -1);

function combined(one: Iblt, other: Iblt, times: 1 | -1): Iblt {
  const { version, seed, cells } = one.plan;
  const isAlike = version === other.plan.version && seed === other.plan.seed && cells === other.plan.cells;
  if (!isAlike) throw new UnlikeSketchesError(one.plan, other.plan);
  const xor = (lane: Int32Array, more: Int32Array): Int32Array => lane.map((word, at) => word ^ (more[at] ?? 0));
  return {
    plan: one.plan,
    count: one.count.map((count, cell) => count + times * (other.count[cell] ?? 0)),
    digests: xor(one.digests, other.digests),
    check: xor(one.check, other.check),
  };
}

/** What a difference of sketches names; undefined where it holds more than can be told apart. */
export function peeled(residual: Iblt): Peeled | undefined {
  const rest: Iblt = {
    plan: residual.plan,
    ...{ count: residual.count.slice(), digests: residual.digests.slice(), check: residual.check.slice() },
  };
  const found: { readonly left: Digest[]; readonly right: Digest[] } = { left: [], right: [] };
  // Each row that is read off empties a cell, so a sketch that was damaged on its way cannot make this go on.
  for (let isFound = true, read = 0; isFound && read <= rest.plan.cells; ) {
    isFound = false;
    for (let cell = 0; cell < rest.plan.cells; cell += 1) {
      const words = loneRow(rest, cell);
      if (words === undefined) continue;
      const [keyHigh, keyLow, rowHigh, rowLow] = words;
      const isLeft = (rest.count[cell] ?? 0) > 0;
      found[isLeft ? 'left' : 'right'].push({ keyHigh, keyLow, rowHigh: rowHigh >>> 0, rowLow: rowLow >>> 0 });
      put(rest, words, isLeft ? -1 : 1);
      isFound = true;
      read += 1;
    }
  }
  const isEmpty = [rest.count, rest.digests, rest.check].every((lane) => lane.every((word) => word === 0));
  return isEmpty ? found : undefined;
}

function loneRow({ count, digests, check }: Iblt, cell: number): Words | undefined {
  if (Math.abs(count[cell] ?? 0) !== 1) return undefined;
  const word = (at: number): number => digests[4 * cell + at] ?? 0;
  const words: Words = [word(0), word(1), word(2), word(3)];
  return mixed(words, CHECK_SALT) === check[cell] ? words : undefined;
}
