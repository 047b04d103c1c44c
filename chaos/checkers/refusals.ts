import type { SagaState } from '../schemas/index.ts';
import { knowsStores } from './applies.ts';
import { checker, noneOf } from './checker.ts';

/** Of what was refused with a status of 400 to 499, no store holds anything. */
export const refusals = checker(
  'refused-left-nothing',
  ['prediction', 'drained'],
  ({ prediction, drained }) => {
    const refused = [...prediction.values()].filter(({ outcome }) => outcome === 'refused').length;
    const left = drained.sagas
      .filter(({ correlationId }) => prediction.get(correlationId)?.outcome === 'refused')
      .map((saga) => `${saga.correlationId}: refused, and the stores hold its ${heldOf(saga)}`);
    return noneOf(
      left,
      `Nothing is stored of the ${refused} orders that were refused.`,
      (count) => `${count} of ${refused} refused orders left something in the stores.`,
    );
  },
  knowsStores,
);

function heldOf({ order, payment, reservation, shipment }: SagaState): string {
  return Object.entries({ order, payment, reservation, shipment })
    .filter(([, held]) => held !== null)
    .map(([what]) => what)
    .join(', ');
}
