/** Exact sums of integers and decimals, whatever their size. */

/** `units` of 10^-scale. */
export interface Amount {
  readonly units: bigint;
  readonly scale: number;
}

export const ZERO: Amount = { units: 0n, scale: 0 };

const NUMBER = /^-?\d+(?:\.(\d+))?$/;

/** Undefined for a text that is not a number in the engine's normal form, such as NaN. */
export function amountFrom(value: bigint | string): Amount | undefined {
  if (typeof value === 'bigint') return { units: value, scale: 0 };
  const match = NUMBER.exec(value);
  return match === null ? undefined : { units: BigInt(value.replace('.', '')), scale: match[1]?.length ?? 0 };
}

export function sumOf(one: Amount, other: Amount): Amount {
  if (one.scale === other.scale) return { units: one.units + other.units, scale: one.scale };
  const scale = Math.max(one.scale, other.scale);
  return { units: unitsAt(one, scale) + unitsAt(other, scale), scale };
}

export const negated = ({ units, scale }: Amount): Amount => ({ units: -units, scale });

export const isZero = ({ units }: Amount): boolean => units === 0n;

export const isSameAmount = (one: Amount, other: Amount): boolean => isZero(sumOf(one, negated(other)));

/** In the normal form of a decimal: without needless zeros. */
export function amountText({ units, scale }: Amount): string {
  const isNegative = units < 0n;
  const digits = String(isNegative ? -units : units).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${isNegative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

const unitsAt = ({ units, scale }: Amount, wanted: number): bigint => units * 10n ** BigInt(wanted - scale);
