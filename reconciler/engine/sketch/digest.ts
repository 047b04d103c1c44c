/** A row's two hashes: of its key, which chooses the cell, and of everything that is compared. */
import { hash } from 'node:crypto';
import { canonicalString } from '../canonical.ts';
import type { SketchPlan, Tokened } from './plan.ts';
import { hashText, type Words } from './postgres-hash.ts';

/**
 * Hash parameters, derived from the plan's version and seed. A token is the MD5 of the prefix, the length-prefixed key and
 * the compared fields. A sketch adds up 64-bit hashes of tokens, so a changed row goes unnoticed with a probability of 2^-64.
 */
export interface Hashing {
  /** Precedes the text that a token is made of. */
  readonly prefix: string;
  readonly keySeed: Words;
  readonly foldSeed: Words;
}

export function hashingOf({ version, seed }: Pick<SketchPlan, 'version' | 'seed'>): Hashing {
  const prefix = `${version};${seed};`;
  return { prefix, keySeed: seedOf(`${prefix}key`), foldSeed: seedOf(`${prefix}fold`) };
}

function seedOf(text: string): Words {
  const bytes = hash('md5', text, 'buffer');
  return { high: bytes.readUInt32BE(0), low: bytes.readUInt32BE(4) };
}

/** As SQL takes it: a signed 64-bit integer. */
export const seedText = ({ high, low }: Words): string =>
  BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low)).toString();

/** @param compared the canonical texts of the compared fields, one after the other */
export const tokenOf = ({ prefix }: Hashing, key: string, compared: string): string =>
  hash('md5', `${prefix}${canonicalString(key)}${compared}`, 'hex');

export interface Digest {
  /** The key hash's halves, 31 bits each. */
  readonly keyHigh: number;
  readonly keyLow: number;
  /** The row hash's words, 32 bits each. */
  readonly rowHigh: number;
  readonly rowLow: number;
}

/** The 62 bits of a key's hash, in two halves. */
export function keyHash({ keySeed }: Hashing, key: string): Pick<Digest, 'keyHigh' | 'keyLow'> {
  const { high, low } = hashText(key, keySeed);
  return { keyHigh: ((high & 0x3fffffff) << 1) | (low >>> 31), keyLow: low & 0x7fffffff };
}

export function digestOf(hashing: Hashing, { key, token }: Tokened): Digest {
  const { high, low } = hashText(token, hashing.foldSeed);
  const { keyHigh, keyLow } = keyHash(hashing, key);
  return { keyHigh, keyLow, rowHigh: high, rowLow: low };
}

/** The halves as one number. */
export const joined = (keyHigh: number, keyLow: number): bigint => (BigInt(keyHigh) << 31n) | BigInt(keyLow);
