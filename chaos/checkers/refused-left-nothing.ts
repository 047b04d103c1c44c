import type { SagaState } from '../schemas/index.ts';
import { checker, counted, readsStores, validUnless } from './checker.ts';

/** Requests that were refused with a status of 400 to 499 left nothing in any store. */
export const refusedLeftNothing = checker(
  'refused-left-nothing',
  ['prediction', 'drained'],
  ({ prediction, drained }) => {
    const refused = [...prediction.values()].filter(({ end }) => end === 'refused').length;
    const stored = drained.sagas
      .filter(({ correlationId }) => prediction.get(correlationId)?.end === 'refused')
      .map((saga) => `${saga.correlationId}: refused, but the stores hold its ${storedParts(saga)}`);
    return validUnless(
      stored,
      refused === 0 ? 'No order was refused.' : `${counted(refused, 'refused order')} left nothing in the stores.`,
      (count) => `${count} of ${counted(refused, 'refused order')} left something in the stores.`,
    );
  },
  readsStores,
);

function storedParts({ order, payment, reservation, shipment }: SagaState): string {
  return Object.entries({ order, payment, reservation, shipment })
    .filter(([, held]) => held !== null)
    .map(([what]) => what)
    .join(', ');
}
