import { REFUSED } from '../prediction/index.ts';
import { counted, sagaChecker, validUnless } from './checker.ts';

/** Requests that were refused with a status of 400 to 499, or that the other region answered, left nothing in any participant's store. */
export const refusedLeftNothing = sagaChecker(
  'refused-left-nothing',
  ['prediction', 'drained'],
  ({ prediction, drained }, { regions }) => {
    const refused = [...prediction.values()].filter(({ end }) => end === REFUSED).length;
    const all =
      regions === undefined
        ? counted(refused, 'refused request')
        : `${counted(refused, 'request')} refused or answered by the other region`;
    const stored = drained.sagas
      .filter(({ correlationId }) => prediction.get(correlationId)?.end === REFUSED)
      .map(({ correlationId, records }) => {
        const held = Object.keys(records).filter((participant) => records[participant] !== null);
        return `${correlationId}: refused, but the stores hold its ${held.join(', ')}`;
      });
    return validUnless(
      stored,
      refused === 0 ? 'No request was refused.' : `${all} left nothing in the stores.`,
      (count) => `${count} of ${all} left something in the stores.`,
    );
  },
);
