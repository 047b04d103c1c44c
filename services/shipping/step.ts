import { ContentionError, NothingPreparedError } from '../shared/errors.ts';
import { transition } from '../shared/participant.ts';
import type { Step, StepAnswer } from '../shared/step.ts';
import type { ShipmentState, ShippingPorts } from './ports.ts';
import { shipmentLifecycle } from './shipment.ts';

const ATTEMPTS = 3;

/** Plans, dispatches or cancels the shipment of one correlation id. */
export const shippingStep: Step<ShippingPorts> = async (command, { store }) => {
  const { step, correlationId, now } = command;
  let current = step === 'prepare' ? undefined : await store.find(correlationId);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const next = transition(shipmentLifecycle, current?.state, step);
    if (next.kind === 'nothing') throw new NothingPreparedError('shipping', correlationId);
    if (next.kind === 'keep') return answer(next.state, next.refused);
    const { from, to } = next;
    const customer = step === 'prepare' && { customerId: command.order.customerId };
    const written =
      from === undefined
        ? await store.open({ correlationId, state: to, ...customer }, now)
        : await store.move(correlationId, from, to, now);
    if (written) return answer(to);
    current = await store.find(correlationId);
  }
  throw new ContentionError(`shipment ${correlationId}`, ATTEMPTS);
};

const answer = (state: ShipmentState, refused = false): StepAnswer => ({
  service: 'shipping',
  state,
  ...(refused && { refused }),
});
