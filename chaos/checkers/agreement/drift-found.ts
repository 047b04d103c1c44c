import { isDeepStrictEqual } from 'node:util';
import type { ReconcileResult, Snapshot } from '../../schemas/index.ts';
import { comparison } from './comparison.ts';

type Difference = ReconcileResult['differences'][number];

/** The values of seeded drift that a reconcile run found, with those that the stores held before and after the seeding. */
export const driftFoundComparison = comparison(
  'drift that was found',
  ['events', 'reconciles', 'drained', 'drifted'],
  ({ events, reconciles, drained, drifted }) => {
    const seeded = new Set(
      events.flatMap((event) => (event.kind === 'drift.seeded' ? [JSON.stringify([event.rule, event.key])] : [])),
    );
    return reconciles
      .flatMap(({ differences }) => differences)
      .filter(({ rule, key }) => seeded.has(JSON.stringify([rule, key])))
      .flatMap((difference) => valuesDiffer(difference, drained, drifted));
  },
);

/** The side that has the master holds what was there before; the other one, what the drift wrote. */
function valuesDiffer({ rule, key, fields, masters }: Difference, drained: Snapshot, drifted: Snapshot): string[] {
  return [...drifted.views].flatMap(([view, later]) => {
    const [was, is] = [drained.views.get(view)?.get(key)?.fields, later.get(key)?.fields];
    if (was === undefined || is === undefined) return [];
    return Object.entries(fields).flatMap(([field, { left, right }]) => {
      const master = masters[field];
      const isWritten = Object.hasOwn(was, field) && !isDeepStrictEqual(was[field], is[field]);
      if (master === undefined || !isWritten) return [];
      const [rightful, wrong] = master === 'left' ? [left, right] : [right, left];
      return isDeepStrictEqual(rightful, was[field]) && isDeepStrictEqual(wrong, is[field])
        ? []
        : [`${rule} ${key}: ${field} is not what the stores held before and after the drift`];
    });
  });
}
