import { mentions, recordChanges } from '../closed-world/record-changes.ts';
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
