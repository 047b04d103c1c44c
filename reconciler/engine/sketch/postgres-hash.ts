/**
 * PostgreSQL's `hashtextextended`: Bob Jenkins' lookup3 as in its `hash_bytes_extended`, for little-endian machines.
 * A probe compares the two before a store's own hashes are relied on.
 */

const START = 0x9e3779b9 + 3_923_095;

const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** The words of a 64-bit seed or hash. */
export interface Words {
  readonly high: number;
  readonly low: number;
}

/** Hash of the bytes. `high` and `low` are unsigned 32-bit words. */
export function hashBytes(bytes: Uint8Array, seed: Words): Words {
  let length = bytes.length;
  let a = (START + length) | 0;
  let b = a;
  let c = a;
  const mix = (): void => {
    a = ((a - c) | 0) ^ rotated(c, 4);
    c = (c + b) | 0;
    b = ((b - a) | 0) ^ rotated(a, 6);
    a = (a + c) | 0;
    c = ((c - b) | 0) ^ rotated(b, 8);
    b = (b + a) | 0;
    a = ((a - c) | 0) ^ rotated(c, 16);
    c = (c + b) | 0;
    b = ((b - a) | 0) ^ rotated(a, 19);
    a = (a + c) | 0;
    c = ((c - b) | 0) ^ rotated(b, 4);
    b = (b + a) | 0;
  };
  if (seed.high !== 0 || seed.low !== 0) {
    a = (a + seed.high) | 0;
    b = (b + seed.low) | 0;
    mix();
  }
  let at = 0;
  for (; length >= 12; length -= 12, at += 12) {
    a = (a + wordAt(bytes, at, 4)) | 0;
    b = (b + wordAt(bytes, at + 4, 4)) | 0;
    c = (c + wordAt(bytes, at + 8, 4)) | 0;
    mix();
  }
  a = (a + wordAt(bytes, at, Math.min(length, 4))) | 0;
  b = (b + wordAt(bytes, at + 4, Math.min(length - 4, 4))) | 0;
  // The lowest byte of c is kept for the length.
  c = (c + (wordAt(bytes, at + 8, length - 8) << 8)) | 0;
  c = ((c ^ b) - rotated(b, 14)) | 0;
  a = ((a ^ c) - rotated(c, 11)) | 0;
  b = ((b ^ a) - rotated(a, 25)) | 0;
  c = ((c ^ b) - rotated(b, 16)) | 0;
  a = ((a ^ c) - rotated(c, 4)) | 0;
  b = ((b ^ a) - rotated(a, 14)) | 0;
  c = ((c ^ b) - rotated(b, 24)) | 0;
  return { high: b >>> 0, low: c >>> 0 };
}

/** The little-endian word of the next `count` bytes, 4 at most; 0 where there are none. */
function wordAt(bytes: Uint8Array, at: number, count: number): number {
  let word = 0;
  for (let index = 0; index < count; index += 1) word |= (bytes[at + index] ?? 0) << (8 * index);
  return word;
}
