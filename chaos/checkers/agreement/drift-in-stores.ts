import { isDeepStrictEqual } from 'node:util';
import type { Fields, Snapshot, StoredRecord } from '../../schemas/index.ts';
import { comparison } from './comparison.ts';

/** The drift that the events show, with what changed in the stores while it was seeded. */
export const driftInStoresComparison = comparison(
  'drift in the stores',
  ['events', 'drained', 'drifted'],
  ({ events, drained, drifted }) => {
    const seeded = events.filter((event) => event.kind === 'drift.seeded');
    const changes = changesBetween(drained, drifted);
    return seeded
      .filter(({ key }) => !changes.some((change) => mentions(change, key)))
      .map(({ faultId, key }) => `${faultId} was seeded on ${key}, and no store shows it`);
  },
);

interface Change {
  readonly key: string;
  readonly was: Fields | undefined;
  readonly is: Fields | undefined;
}

function changesBetween(drained: Snapshot, drifted: Snapshot): Change[] {
  const changes: Change[] = [];
  for (const [view, later] of drifted.views) {
    const earlier = drained.views.get(view) ?? NOTHING;
    if (later === earlier) continue;
    for (const [key, { fields }] of earlier) {
      const is = later.get(key)?.fields;
      if (!isDeepStrictEqual(fields, is)) changes.push({ key, was: fields, is });
    }
    for (const [key, { fields }] of later) if (!earlier.has(key)) changes.push({ key, was: undefined, is: fields });
  }
  return changes;
}

const NOTHING: ReadonlyMap<string, StoredRecord> = new Map();

/** Whether a record is one with this key, or one that a rule would report under it. */
function mentions({ key: own, was, is }: Change, key: string): boolean {
  if (own === key || own.includes(key) || key.includes(own)) return true;
  return [was, is].some((fields) => JSON.stringify(fields ?? null).includes(JSON.stringify(key).slice(1, -1)));
}
