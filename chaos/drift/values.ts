/** Values and keys for drift, of the type that a view declares. */
import { HarnessError } from '../errors.ts';
import type { StoreView } from '../system/index.ts';

const SECOND_MS = 1000;

/**
 * Another value of the field's type.
 *
 * @throws HarnessError if the view has no such field, or no other value of its type can be made up
 */
export function changed({ name, fields }: StoreView, field: string, value: unknown): unknown {
  const type = fields[field];
  switch (type) {
    case undefined:
      throw new HarnessError(`${name} has no field ${field}; it has: ${Object.keys(fields).join(', ')}`);
    case 'text':
      return typeof value === 'string' ? `${value}~` : '~';
    case 'integer':
      return typeof value === 'bigint' ? value + 1n : 1n;
    case 'decimal':
      return value === '1' ? '2' : '1';
    case 'boolean':
      return value !== true;
    case 'timestamp': {
      const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
      return new Date(Number.isNaN(time) ? 0 : time + SECOND_MS).toISOString();
    }
    default:
      throw new HarnessError(
        `${name}: drift cannot change a field of type ${type}, such as ${field}; choose another field`,
      );
  }
}

/** The value as reports show it. */
export function shown({ sensitive }: StoreView, field: string, value: unknown): string {
  if (sensitive.has(field)) return '[withheld]';
  if (typeof value === 'bigint') return value.toString();
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

const HEX = 16;

/**
 * A key of the view's type that no row has.
 *
 * @param key of an existing row
 * @param draw a number in [0, 1)
 */
export function otherKey({ keyTypes = ['text'] }: StoreView, key: string, draw: (what: string) => number): string {
  const parts = keyTypes.length === 1 ? [key] : (JSON.parse(key) as string[]);
  const last = parts.length - 1;
  const made = parts.map((part, at) => (at === last ? otherPart(keyTypes[at] ?? 'text', part, draw) : part));
  return made.length === 1 ? (made[0] ?? key) : JSON.stringify(made);
}

function otherPart(type: string, part: string, draw: (what: string) => number): string {
  switch (type) {
    case 'integer':
    case 'number':
      // Far above any key that a sequence has reached, and within a 32-bit integer.
      return String(2_000_000_000 + Math.floor(draw('key') * 100_000_000));
    case 'uuid': {
      const digit = (_: unknown, at: number) => Math.floor(draw(`key ${at}`) * HEX).toString(HEX);
      const hex = Array.from({ length: 32 }, digit).join('');
      return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
    }
    case 'binary':
      return Buffer.from(`drift ${draw('key')}`).toString('base64');
    default:
      return `${part}-drift-${Math.floor(draw('key') * 1_000_000)}`;
  }
}
