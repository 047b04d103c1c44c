/**
 * PostgreSQL's `hashtextextended`: Bob Jenkins' lookup3 as in its `hash_bytes_extended`, for little-endian machines.
 * The two are compared before a store's own hashes are used.
 */

const START = 0x9e3779b9 + 3_923_095;

const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** The words of a 64-bit seed or hash. */
export interface Words {
  readonly high: number;
  readonly low: number;
}

/** Hash of the text's bytes in UTF-8. `high` and `low` are unsigned 32-bit words. */
export function hashText(text: string, seed: Words): Words {
  if (scratch.length < text.length * 3) scratch = new Uint8Array(text.length * 6);
  const { written: length } = encoder.encodeInto(text, scratch);
  return hashBytes(scratch, length, seed);
}

const encoder = new TextEncoder();
/** Reused for each text: allocating new bytes would cost more than hashing them. */
let scratch = new Uint8Array(1024);

function hashBytes(bytes: Uint8Array, length: number, seed: Words): Words {
  let a = (START + length) | 0;
  let b = a;
  let c = a;
  let at = 0;
  // A seed other than zero is mixed in as an extra first chunk.
  let isSeed = seed.high !== 0 || seed.low !== 0;
  while (isSeed || length - at >= 12) {
    if (isSeed) {
      a = (a + seed.high) | 0;
      b = (b + seed.low) | 0;
      isSeed = false;
    } else {
      a = (a + wordAt(bytes, at)) | 0;
      b = (b + wordAt(bytes, at + 4)) | 0;
      c = (c + wordAt(bytes, at + 8)) | 0;
      at += 12;
    }
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
  }
  a = (a + lastWordAt(bytes, at, length)) | 0;
  b = (b + lastWordAt(bytes, at + 4, length)) | 0;
  // The lowest byte of c is reserved for the length.
  c = (c + (lastWordAt(bytes, at + 8, length) << 8)) | 0;
  c = ((c ^ b) - rotated(b, 14)) | 0;
  a = ((a ^ c) - rotated(c, 11)) | 0;
  b = ((b ^ a) - rotated(a, 25)) | 0;
  c = ((c ^ b) - rotated(b, 16)) | 0;
  a = ((a ^ c) - rotated(c, 4)) | 0;
  b = ((b ^ a) - rotated(a, 14)) | 0;
  c = ((c ^ b) - rotated(b, 24)) | 0;
  return { high: b >>> 0, low: c >>> 0 };
}

/** Little-endian. */
const wordAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);

/** The word made of the bytes left before the end. */
function lastWordAt(bytes: Uint8Array, at: number, end: number): number {
  let word = 0;
  for (let index = 0; index < 4 && at + index < end; index += 1) word |= (bytes[at + index] ?? 0) << (8 * index);
  return word;
}
