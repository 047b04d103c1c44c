/** The operations of the history, with k6's own points of them. */
import type { Operation } from '../schemas/index.ts';
import { parseJson } from './json.ts';
import type { K6Point } from './k6-point.ts';

/** Compares a point with its operation in the history, and takes that operation out of `sent`. */
export function operationDiffers({ value, tags, metadata }: K6Point, sent: Map<string, Operation>): string[] {
  const id = metadata['correlation_id'];
  if (id === undefined) return ['k6 has an operation of no iteration'];
  const operation = sent.get(id);
  if (operation === undefined) return [`k6 sent ${id}, which the history does not have, or has once only`];
  sent.delete(id);
  const { sentAt, status, durationMs, scenario, asked, region } = operation;
  const same: readonly (readonly [what: string, history: unknown, k6: unknown])[] = [
    ['time', sentAt, metadata['sent_at']],
    ['status', status, Number(tags['status'])],
    ['duration', durationMs, value],
    ['region', region, metadata['region']],
    ['scenario', true, tags['scenario']?.endsWith(`-${scenario}`)],
    ['request', true, isSameRequest(asked, metadata['asked'])],
  ];
  return same
    .filter(([, history, k6]) => history !== k6)
    .map(([what]) => `${id}: its ${what} in the history differs from k6's own point`);
}

/** @param text JSON, which the history holds parsed */
function isSameRequest(asked: Operation['asked'], text: string | undefined): boolean {
  if (asked === undefined || text === undefined) return asked === text;
  // Mostly it is the same text, which is cheaper to see than that two values are equal.
  return JSON.stringify(asked) === text || jsonOf(asked) === jsonOf(parseJson(text));
}

/** Equal texts for equal values, whatever the order of their fields. */
function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
