import { describe, expect, it } from '@jest/globals';
import { repairSpans } from '../../../infra/platform/repair-spans.ts';

const result = {
  runId: '20260101T000000Z-abcdef',
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:00:09.000Z',
  differences: [
    { rule: 'order-payment', key: 'r1-load-0', kind: 'different', fields: {}, masters: {}, repaired: true },
    { rule: 'order-payment', key: 'r1-load-1', kind: 'different', fields: {}, masters: {}, repaired: false },
    { rule: 'price-copies', key: 'ord-1', kind: 'different', fields: {}, masters: {}, repaired: true },
  ],
} as never;

const rules = {
  rules: [
    { name: 'order-payment', views: [{ name: 'checkout.orders' }, { name: 'payment.payments' }] },
    { name: 'price-copies', views: [{ name: 'catalog.products' }, { name: 'checkout.prices' }] },
  ],
} as never;

describe('the spans of a reconcile run', () => {
  it('are those of the repairs of sagas, each in the trace of its saga', () => {
    expect(repairSpans(result, rules)).toEqual([
      {
        name: 'repair order-payment',
        kind: 'internal',
        correlationId: 'r1-load-0',
        from: new Date('2026-01-01T00:00:00.000Z'),
        to: new Date('2026-01-01T00:00:09.000Z'),
        attributes: {
          'evenkeel.repair.rule': 'order-payment',
          'evenkeel.repair.run': '20260101T000000Z-abcdef',
          'evenkeel.repair.difference': 'different',
        },
      },
    ]);
  });
});
