/**
 * Joins two sets of keys and tokens, each streamed once. Small sets are held in memory; larger ones go to the spool in
 * parts by key hash, as in a Grace hash join, and are joined part by part.
 */
import { DuplicateKeyError } from '../errors.ts';
import { type Hashing, keyHash, type Tokened } from '../sketch/index.ts';
import type { Scratch, Spool, SpoolRecord } from './spool.ts';
import type { PairTokens } from './tokens.ts';

type Side = 'left' | 'right';
type TokensByKey = Map<string, string>;
/** Null once the right side's row with the key has been matched. */
type Lefts = Map<string, string | null>;

export interface JoinOptions {
  readonly hashing: Hashing;
  readonly spool: Spool;
  /** Maximum number of rows of both sides together held in memory. */
  readonly maxHeld: number;
  readonly agrees: (left: string | undefined, right: string | undefined) => boolean;
  /**
   * The token of a key that a side holds more than once, by side. Without one, such a key is an error: the side's store
   * promises that its keys are unique.
   */
  readonly repeated?: Readonly<Partial<Record<Side, (key: string) => string>>>;
  /** Called with every key at which the sides do not agree. */
  readonly found: (key: string, tokens: PairTokens) => Promise<void> | undefined;
}

/** Bits of the key hash that choose a part, and how many times a part that is too large is split again. */
const BITS = 6;
const PARTS = 2 ** BITS;
const MAX_DEPTH = 4;

export class Join {
  readonly #options: JoinOptions;
  readonly #held: Record<Side, TokensByKey> = { left: new Map(), right: new Map() };
  readonly rows: Record<Side, number> = { left: 0, right: 0 };
  #opening: Promise<Partitions> | undefined;
  /** Set once the rows held in memory have been moved there. */
  #partitions: Partitions | undefined;

  constructor(options: JoinOptions) {
    this.#options = options;
  }

  /**
   * Adds the rows of a side. Both sides may be added at the same time.
   *
   * @throws DuplicateKeyError, here or in `finish`
   */
  async take(side: Side, rows: AsyncIterable<Tokened>): Promise<void> {
    for await (const row of rows) {
      const wait = this.add(side, row);
      if (wait !== undefined) await wait;
    }
  }

  add(side: Side, { key, token }: Tokened): Promise<void> | undefined {
    this.rows[side] += 1;
    if (this.#partitions !== undefined) return this.#partitions.write(side, key, token);
    if (this.#opening !== undefined) return this.#opening.then((partitions) => partitions.write(side, key, token));
    hold(this.#options, this.#held[side], side, key, token);
    const { left, right } = this.#held;
    return left.size + right.size > this.#options.maxHeld ? this.#spill() : undefined;
  }

  async #spill(): Promise<void> {
    const { left, right } = this.#held;
    this.#opening = Partitions.open(this.#options, 0);
    const partitions = await this.#opening;
    for (const [side, tokens] of [
      ['left', left],
      ['right', right],
    ] as const) {
      for (const [key, token] of tokens) {
        const wait = partitions.write(side, key, token);
        if (wait !== undefined) await wait;
      }
      tokens.clear();
    }
    this.#partitions = partitions;
  }

  /** Compares the rows that were added, and releases them. */
  async finish(): Promise<void> {
    if (this.#partitions !== undefined) return this.#partitions.joinAll();
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

function hold({ repeated }: JoinOptions, tokens: Lefts, side: Side, key: string, token: string): void {
  if (!tokens.has(key)) {
    tokens.set(key, token);
    return;
  }
  const tokenOf = repeated?.[side];
  if (tokenOf === undefined) throw new DuplicateKeyError(side, key);
  tokens.set(key, tokenOf(key));
}

/** Compares a row of the right side with the left side's row of the same key. */
function match({ agrees, found }: JoinOptions, lefts: Lefts, key: string, token: string): Promise<void> | undefined {
  const left = lefts.get(key);
  if (left === null) throw new DuplicateKeyError('right', key);
  lefts.set(key, null);
  return agrees(left, token) ? undefined : found(key, { left, right: token });
}

/** Reports the left rows that no right row matched. */
async function leftOver({ agrees, found }: JoinOptions, lefts: Lefts): Promise<void> {
  for (const [key, left] of lefts) {
    const wait = left === null || agrees(left, undefined) ? undefined : found(key, { left, right: undefined });
    if (wait !== undefined) await wait;
  }
}

/** Both sides on the spool: the left side's parts, then the right side's. */
class Partitions {
  readonly #options: JoinOptions;
  readonly #scratch: Scratch;
  readonly #depth: number;
  readonly #counts = new Float64Array(2 * PARTS);

  private constructor(options: JoinOptions, scratch: Scratch, depth: number) {
    this.#options = options;
    this.#scratch = scratch;
    this.#depth = depth;
  }

  static async open(options: JoinOptions, depth: number): Promise<Partitions> {
    return new Partitions(options, await options.spool.open(2 * PARTS), depth);
  }

  write(side: Side, key: string, token: string): Promise<void> | undefined {
    const { keyHigh } = keyHash(this.#options.hashing, key);
    const part = ((keyHigh >>> (BITS * (MAX_DEPTH - this.#depth))) & (PARTS - 1)) + (side === 'left' ? 0 : PARTS);
    this.#counts[part] = (this.#counts[part] ?? 0) + 1;
    return this.#scratch.write(part, [key, token]);
  }

  async joinAll(): Promise<void> {
    for (let part = 0; part < PARTS; part += 1) {
      const rows = (this.#counts[part] ?? 0) + (this.#counts[part + PARTS] ?? 0);
      if (rows > this.#options.maxHeld && this.#depth < MAX_DEPTH) await this.#splitAgain(part);
      else if (rows > 0) await this.#join(part);
    }
  }

  async #splitAgain(part: number): Promise<void> {
    const smaller = await Partitions.open(this.#options, this.#depth + 1);
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
      for (const [key = '', token = ''] of batch) hold(this.#options, lefts, 'left', key, token);
    }
    for await (const batch of this.#rights(part)) {
      for (const [key = '', token = ''] of batch) {
        const wait = match(this.#options, lefts, key, token);
        if (wait !== undefined) await wait;
      }
    }
    await leftOver(this.#options, lefts);
  }

  /** The right rows of a part. They are gathered first if a later row may have the key of an earlier one. */
  async *#rights(part: number): AsyncGenerator<readonly SpoolRecord[]> {
    const written = this.#scratch.read(part + PARTS);
    if (this.#options.repeated?.right === undefined) {
      yield* written;
      return;
    }
    const rights: TokensByKey = new Map();
    for await (const batch of written) {
      for (const [key = '', token = ''] of batch) hold(this.#options, rights, 'right', key, token);
    }
    yield [...rights];
  }

  close(): Promise<void> {
    return this.#scratch.close();
  }
}
