import { type RecordChange, recordChanges } from '../closed-world/record-changes.ts';
import { comparison } from './comparison.ts';

/** The drift that the events show, with what changed in the stores while it was seeded. */
export const driftInStoresComparison = comparison(
  'drift in the stores',
  ['events', 'drained', 'drifted'],
  ({ events, drained, drifted }) => {
    const seeded = events.filter((event) => event.kind === 'drift.seeded');
    const changes = recordChanges(drained.views, drifted.views).filter(({ view }) => drifted.views.has(view));
    return seeded
      .filter(({ key }) => !changes.some((change) => mentions(change, key)))
      .map(({ faultId, key }) => `${faultId} was seeded on ${key}, and no store shows it`);
  },
);

/** Whether a record has this key, perhaps as a part of a longer one, or is one that a rule would report under it. */
function mentions({ key: own, was, is }: RecordChange, key: string): boolean {
  if (own.includes(key) || key.includes(own)) return true;
  return [was, is].some((fields) => JSON.stringify(fields ?? null).includes(JSON.stringify(key).slice(1, -1)));
}
