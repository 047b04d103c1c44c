import { describe, expect, it } from '@jest/globals';
import {
  answeringService,
  apply,
  openOrder,
  type Order,
  type OrderEvent,
} from '../../../../services/checkout/order.ts';

const AT = new Date('2026-03-01T10:00:00.000Z');

const pending = openOrder(
  { correlationId: 'run-load-1', requestHash: 'h', customerId: 'c', lines: [], totalCents: 500, method: 'card' },
  'PENDING',
  AT,
);

const answered = (service: 'payment' | 'warehouse' | 'shipping', state: string): OrderEvent => ({
  kind: 'answered',
  service,
  state,
});

const after = (order: Order, ...events: OrderEvent[]): Order =>
  events.reduce((current, event) => {
    const applied = apply(current, event, AT);
    return 'order' in applied ? applied.order : current;
  }, order);

const PREPARED = [
  answered('payment', 'AUTHORISED'),
  answered('warehouse', 'RESERVED'),
  answered('shipping', 'PLANNED'),
];
const COMMITTED = [
  answered('payment', 'CAPTURED'),
  answered('warehouse', 'COMMITTED'),
  answered('shipping', 'DISPATCHED'),
];
const ROLLBACK: OrderEvent = { kind: 'rollbackRequested' };

describe('an order', () => {
  it('is committed once all three services have prepared', () => {
    expect(after(pending, ...PREPARED.slice(0, 2)).state).toBe('PENDING');
    expect(after(pending, ...PREPARED).state).toBe('COMMITTING');
  });

  it('is completed once all services have committed', () => {
    expect(after(pending, ...PREPARED, ...COMMITTED.slice(0, 2)).state).toBe('COMMITTING');
    expect(after(pending, ...PREPARED, ...COMMITTED).state).toBe('COMPLETED');
  });

  it('stays pending after a refusal until a rollback is requested', () => {
    const declined = after(pending, answered('payment', 'DECLINED'), ...PREPARED.slice(1));
    expect(declined.state).toBe('PENDING');
    expect(after(declined, ROLLBACK).state).toBe('ROLLING_BACK');
  });

  it('is rolled back once all services have undone their part; a refusal counts as undone', () => {
    const rolling = after(pending, answered('payment', 'DECLINED'), ROLLBACK);
    const released = after(rolling, answered('warehouse', 'RELEASED'));
    expect(released.state).toBe('ROLLING_BACK');
    expect(after(released, answered('shipping', 'CANCELLED')).state).toBe('ROLLED_BACK');
  });

  it('refuses a rollback once commitment is decided', () => {
    expect(apply(after(pending, ...PREPARED), ROLLBACK, AT)).toEqual({ refusal: expect.stringContaining('decided') });
  });

  it('ignores a prepared answer that arrives after the decision to roll back', () => {
    const rolling = after(pending, ROLLBACK, answered('payment', 'VOIDED'));
    expect(after(rolling, answered('payment', 'AUTHORISED'))).toBe(rolling);
  });

  it('records a repeated answer once', () => {
    const once = after(pending, answered('payment', 'AUTHORISED'));
    expect(after(once, answered('payment', 'AUTHORISED'))).toBe(once);
  });

  it('traces every answer and every state of its own in order of arrival', () => {
    const { trace } = after(pending, ...PREPARED);
    expect(trace.map(({ service, state }) => `${service} ${state}`)).toEqual([
      'checkout PENDING',
      'payment AUTHORISED',
      'warehouse RESERVED',
      'shipping PLANNED',
      'checkout COMMITTING',
    ]);
  });
});

describe('a service’s answer', () => {
  it.each([
    ['AUTHORISED', 'payment'],
    ['REJECTED', 'warehouse'],
    ['CANCELLED', 'shipping'],
  ])('%s is recognised as coming from %s', (state, service) => {
    expect(answeringService(state)).toBe(service);
  });

  it('is not recognised in a state outside the saga', () => {
    expect(answeringService('REFUNDED')).toBeUndefined();
  });
});
