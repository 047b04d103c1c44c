import type { OutboxEvent } from '../shared/outbox.ts';

/** The event of a payment that reached a state: one per state, so publishing it again changes nothing. */
export const paymentEvent = (correlationId: string, state: string): OutboxEvent => ({
  eventId: `${correlationId}#${state}`,
  payload: { correlationId, service: 'payment', state },
});
