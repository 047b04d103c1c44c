import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../engine/index.ts';

/**
 * A hash of a rule's whole definition: views by name and fields, functions by source text. A changed rule has a
 * different digest, so a run never continues from the results of the old rule.
 *
 * @returns 32 hexadecimal digits
 */
export const ruleDigest = (options: object): string =>
  createHash('sha256')
    .update(canonicalJson(described(options)))
    .digest('hex')
    .slice(0, 32);

/** @param within the objects that contain the value; a cycle ends at one of them */
function described(value: unknown, within: readonly object[] = []): Json {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  // Canonical JSON has no Infinity.
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value === 'function') return Function.prototype.toString.call(value);
  if (typeof value !== 'object' || value === null || within.includes(value)) return null;
  const inner = (held: unknown): Json => described(held, [...within, value]);
  if (Array.isArray(value) || value instanceof Set) return [...(value as Iterable<unknown>)].map(inner);
  const isView = 'scan' in value;
  const members = Object.entries(value).filter(([member]) => !isView || VIEW_MEMBERS.has(member));
  return Object.fromEntries(members.map(([member, held]) => [member, inner(held)]));
}

/** The other members of a view only say how to reach its store. */
const VIEW_MEMBERS = new Set(['name', 'fields', 'sensitive', 'strong', 'where']);
