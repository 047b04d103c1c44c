import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../engine/index.ts';

/**
 * Stands for all that a rule's author has said: views by their names and fields, functions by their text. A rule that is
 * told otherwise has another digest, so that nobody goes on from what it found before.
 *
 * @returns 32 hexadecimal digits
 */
export const ruleDigest = (options: object): string =>
  createHash('sha256')
    .update(canonicalJson(told(options)))
    .digest('hex')
    .slice(0, 32);

/** `within` are the objects that hold the value: one that holds itself is told once. */
function told(value: unknown, within: readonly object[] = []): Json {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  // Canonical JSON has no Infinity.
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value === 'function') return Function.prototype.toString.call(value);
  if (typeof value !== 'object' || value === null || within.includes(value)) return null;
  const inner = (held: unknown): Json => told(held, [...within, value]);
  if (Array.isArray(value) || value instanceof Set) return [...(value as Iterable<unknown>)].map(inner);
  const isView = 'scan' in value;
  const members = Object.entries(value).filter(([member]) => !isView || OF_A_VIEW.has(member));
  return Object.fromEntries(members.map(([member, held]) => [member, inner(held)]));
}

/** The rest of a view is how its store is spoken to. */
const OF_A_VIEW = new Set(['name', 'fields', 'sensitive', 'strong']);
