/** Arithmetic modulo the prime 2^31 - 1, in numbers that stay exact. */

export const PRIME = 2_147_483_647;

/** The residue of a whole number of up to 53 bits, of either sign. */
export const reduced = (value: number): number => {
  const rest = value % PRIME;
  return rest < 0 ? rest + PRIME : rest;
};

export const sum = (one: number, other: number): number => (one + other) % PRIME;

export const difference = (one: number, other: number): number => reduced(one - other);

/** Multiplies two residues. The second is split in two, so that no product exceeds 2^53. */
export function product(one: number, other: number): number {
  const high = (one * (other >>> 16)) % PRIME;
  return (high * 0x10000 + one * (other & 0xffff)) % PRIME;
}

/** The inverse of a residue other than zero: by Fermat's little theorem, its power p - 2. */
export function inverse(value: number): number {
  let result = 1;
  let square = value;
  for (let exponent = PRIME - 2; exponent > 0; exponent = Math.floor(exponent / 2)) {
    if (exponent % 2 === 1) result = product(result, square);
    square = product(square, square);
  }
  return result;
}
