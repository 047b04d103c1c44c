import type { OutboxEvent } from '../shared/outbox.ts';

/** The event that says that the payment reached a state: one per state, so publishing it again changes nothing. */
export const paymentEvent = (correlationId: string, state: string): OutboxEvent => ({
  eventId: `${correlationId}#${state}`,
  payload: { correlationId, service: 'payment', state },
});
