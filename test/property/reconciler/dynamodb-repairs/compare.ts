/** Compares items without the reconciler's code: each attribute value as text. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Field, FIELDS, type Item } from './items.ts';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** One text for each number: DynamoDB Local spells equal numbers in two ways. */
function numberText(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+(?=\d)/, '');
  const significant = digits.replace(/0+$/, '');
  const power = Number(exponent) - fraction.length + digits.length - significant.length;
  return significant === '' ? '0' : `${sign}${significant}e${power}`;
}

/** The type and the value; sets have no order. */
function textOf(value: AttributeValue | undefined): string {
  if (value === undefined) return 'absent';
  const [type = '', content] = Object.entries(value)[0] ?? [];
  const parts = (): string[] => {
    if (value.B !== undefined) return [base64(value.B)];
    if (value.BS !== undefined) return value.BS.map(base64).sort();
    if (value.SS !== undefined) return value.SS.toSorted();
    if (value.N !== undefined) return [numberText(value.N)];
    if (value.NS !== undefined) return value.NS.map(numberText).sort();
    if (value.L !== undefined) return value.L.map(textOf);
    if (value.M !== undefined) {
      return Object.entries(value.M)
        .map(([name, member]) => JSON.stringify([name, textOf(member)]))
        .sort();
    }
    return [String(content)];
  };
  return JSON.stringify([type, ...parts()]);
}

/** Attributes that a repair and an undo leave behind. */
const LEFT_BEHIND: readonly string[] = ['_repair', 'version'];

export const itemText = (item: Item | undefined, without: readonly string[] = LEFT_BEHIND): string | undefined =>
  item === undefined
    ? undefined
    : Object.keys(item)
        .filter((name) => !without.includes(name))
        .sort()
        .map((name) => `${name}=${textOf(item[name])}`)
        .join('\n');

/** The attributes that no view declares and no repair writes. */
export const undeclaredText = (item: Item | undefined): string | undefined =>
  itemText(item, [...LEFT_BEHIND, 'updatedAt', ...Object.keys(FIELDS)]);

export function isEqual(field: Field, one: Item, other: Item): boolean {
  const [left, right] = [one[field], other[field]];
  const isMoment = FIELDS[field] === 'timestamp' && left?.S !== undefined && right?.S !== undefined;
  return isMoment ? Date.parse(left.S) === Date.parse(right.S) : textOf(left) === textOf(right);
}
