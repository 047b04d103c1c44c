/**
 * Joins two sets of keys and tokens that were streamed once each. Up to a number of rows both are held; beyond it they
 * go to the spool in parts by key hash, as in a Grace hash join, and are joined part by part.
 */
import { DuplicateKeyError } from '../errors.ts';
import { type Hashing, keyHash, type Tokened } from '../sketch/index.ts';
import type { Candidate } from './candidate.ts';
import type { Scratch, Spool } from './spool.ts';

type Side = 'left' | 'right';
type Tokens = Map<string, string>;
/** Null once the right side's row of the key has come. */
type Lefts = Map<string, string | null>;

export interface JoinOptions {
  readonly hashing: Hashing;
  readonly spool: Spool;
  /** Most rows of both sides together that are held. */
  readonly most: number;
  readonly agrees: (left: string | undefined, right: string | undefined) => boolean;
  /** Is told every key at which the sides do not agree. */
  readonly found: (candidate: Candidate) => Promise<void> | undefined;
}

/** Bits of the key hash that choose a part, and how often a part that is too large is parted again. */
const BITS = 6;
const PARTS = 2 ** BITS;
const DEPTHS = 4;

export class Join {
  readonly #options: JoinOptions;
  readonly #held: Record<Side, Tokens> = { left: new Map(), right: new Map() };
  readonly rows: Record<Side, number> = { left: 0, right: 0 };
  #opening: Promise<Parted> | undefined;
  /** Set once what was held before is there too. */
  #parted: Parted | undefined;

  constructor(options: JoinOptions) {
    this.#options = options;
  }

  /**
   * Takes rows of a side in; both sides may be taken in at the same time.
   *
   * @throws DuplicateKeyError, here or by `finish`
   */
  async take(side: Side, rows: AsyncIterable<Tokened>): Promise<void> {
    for await (const row of rows) {
      const wait = this.add(side, row);
      if (wait !== undefined) await wait;
    }
  }

  add(side: Side, { key, token }: Tokened): Promise<void> | undefined {
    this.rows[side] += 1;
    if (this.#parted !== undefined) return this.#parted.write(side, key, token);
    if (this.#opening !== undefined) return this.#opening.then((parted) => parted.write(side, key, token));
    hold(this.#held[side], side, key, token);
    const { left, right } = this.#held;
    return left.size + right.size > this.#options.most ? this.#spill() : undefined;
  }

  async #spill(): Promise<void> {
    const { left, right } = this.#held;
    this.#opening = Parted.open(this.#options, 0);
    const parted = await this.#opening;
    for (const [side, tokens] of [
      ['left', left],
      ['right', right],
    ] as const) {
      for (const [key, token] of tokens) {
        const wait = parted.write(side, key, token);
        if (wait !== undefined) await wait;
      }
      tokens.clear();
    }
    this.#parted = parted;
  }

  /** Compares what was taken in, and lets it go. */
  async finish(): Promise<void> {
    if (this.#parted !== undefined) return this.#parted.joinAll();
    const { left, right } = this.#held;
    for (const [key, token] of right) {
      const wait = match(this.#options, left, key, token);
      if (wait !== undefined) await wait;
    }
    await leftOver(this.#options, left);
    left.clear();
    right.clear();
  }

  async close(): Promise<void> {
    this.#held.left.clear();
    this.#held.right.clear();
    await (await this.#opening)?.close();
  }
}

function hold(tokens: Lefts, side: Side, key: string, token: string): void {
  if (tokens.has(key)) throw new DuplicateKeyError(side, key);
  tokens.set(key, token);
}

/** Compares a row of the right side with that of the left one. */
function match({ agrees, found }: JoinOptions, lefts: Lefts, key: string, token: string): Promise<void> | undefined {
  const left = lefts.get(key);
  if (left === null) throw new DuplicateKeyError('right', key);
  lefts.set(key, null);
  return agrees(left, token) ? undefined : found({ key, left, right: token });
}

/** Rows of the left side that no row of the right one matched. */
async function leftOver({ agrees, found }: JoinOptions, lefts: Lefts): Promise<void> {
  for (const [key, left] of lefts) {
    const wait = left === null || agrees(left, undefined) ? undefined : found({ key, left, right: undefined });
    if (wait !== undefined) await wait;
  }
}

/** Both sides in parts on the spool: the left side's, then the right side's. */
class Parted {
  readonly #options: JoinOptions;
  readonly #scratch: Scratch;
  readonly #depth: number;
  readonly #counts = new Float64Array(2 * PARTS);

  private constructor(options: JoinOptions, scratch: Scratch, depth: number) {
    this.#options = options;
    this.#scratch = scratch;
    this.#depth = depth;
  }

  static async open(options: JoinOptions, depth: number): Promise<Parted> {
    return new Parted(options, await options.spool.open(2 * PARTS), depth);
  }

  write(side: Side, key: string, token: string): Promise<void> | undefined {
    const { keyHigh } = keyHash(this.#options.hashing, key);
    const part = ((keyHigh >>> (BITS * (DEPTHS - this.#depth))) & (PARTS - 1)) + (side === 'left' ? 0 : PARTS);
    this.#counts[part] = (this.#counts[part] ?? 0) + 1;
    return this.#scratch.write(part, [key, token]);
  }

  async joinAll(): Promise<void> {
    for (let part = 0; part < PARTS; part += 1) {
      const rows = (this.#counts[part] ?? 0) + (this.#counts[part + PARTS] ?? 0);
      if (rows > this.#options.most && this.#depth < DEPTHS) await this.#partAgain(part);
      else if (rows > 0) await this.#join(part);
    }
  }

  async #partAgain(part: number): Promise<void> {
    const smaller = await Parted.open(this.#options, this.#depth + 1);
    try {
      for (const [side, at] of [
        ['left', part],
        ['right', part + PARTS],
      ] as const) {
        for await (const batch of this.#scratch.read(at)) {
          for (const [key = '', token = ''] of batch) {
            const wait = smaller.write(side, key, token);
            if (wait !== undefined) await wait;
          }
        }
      }
      await smaller.joinAll();
    } finally {
      await smaller.close();
    }
  }

  async #join(part: number): Promise<void> {
    const lefts: Lefts = new Map();
    for await (const batch of this.#scratch.read(part)) {
      for (const [key = '', token = ''] of batch) hold(lefts, 'left', key, token);
    }
    for await (const batch of this.#scratch.read(part + PARTS)) {
      for (const [key = '', token = ''] of batch) {
        const wait = match(this.#options, lefts, key, token);
        if (wait !== undefined) await wait;
      }
    }
    await leftOver(this.#options, lefts);
  }

  close(): Promise<void> {
    return this.#scratch.close();
  }
}
