import { describe, expect, it } from '@jest/globals';
import { CARD_LIMIT_CENTS, entryOf } from '../../../../services/payment/payment.ts';
import type { EntryKind, Payment, PaymentPorts } from '../../../../services/payment/ports.ts';
import { paymentStep } from '../../../../services/payment/step.ts';
import type { StepCommand } from '../../../../services/shared/step.ts';

const now = new Date('2026-03-01T10:00:00.000Z');

function ledger() {
  const payments = new Map<string, Payment>();
  const entries: EntryKind[] = [];
  const keep = (payment: Payment, entry: EntryKind | undefined) => {
    payments.set(payment.correlationId, payment);
    if (entry !== undefined) entries.push(entry);
    return Promise.resolve(payment);
  };
  const ports: PaymentPorts = {
    risk: { limitCents: () => Promise.resolve(CARD_LIMIT_CENTS) },
    store: {
      find: (id) => Promise.resolve(payments.get(id)),
      open: ({ payment, entry }) =>
        payments.has(payment.correlationId) ? Promise.resolve(undefined) : keep(payment, entry),
      move: ({ correlationId, from, to, entry }) => {
        const payment = payments.get(correlationId);
        return payment?.state === from ? keep({ ...payment, state: to }, entry) : Promise.resolve(undefined);
      },
    },
  };
  return { ports, entries, payments };
}

const prepare = (totalCents: number, method: 'card' | 'invoice' = 'card'): StepCommand => ({
  step: 'prepare',
  correlationId: 'id',
  now,
  order: { customerId: 'c', lines: [], totalCents, method },
});

const commit: StepCommand = { step: 'commit', correlationId: 'id', now };
const rollback: StepCommand = { step: 'rollback', correlationId: 'id', now };

describe('payment', () => {
  it('authorises and captures once, however often the steps are repeated', async () => {
    const { ports, entries } = ledger();
    for (const command of [prepare(9_999), prepare(9_999), commit, commit]) await paymentStep(command, ports);
    expect(entries).toEqual(['AUTHORISE', 'CAPTURE']);
  });

  it.each([
    [9_999, 'card', 'AUTHORISED'],
    [10_000, 'card', 'DECLINED'],
    [10_000, 'invoice', 'AUTHORISED'],
  ] as const)('answers a payment of %i cents by %s with %s', async (cents, method, state) => {
    expect(await paymentStep(prepare(cents, method), ledger().ports)).toMatchObject({ service: 'payment', state });
  });

  it('repeats a stored refusal even if the limit has been raised since', async () => {
    const { ports } = ledger();
    const first = await paymentStep(prepare(10_000), ports);
    const raised = { ...ports, risk: { limitCents: () => Promise.resolve(Infinity) } };
    expect(await paymentStep(prepare(10_000), raised)).toEqual(first);
  });

  it('leaves a tombstone for an early rollback, and moves no money for it', async () => {
    const { ports, entries } = ledger();
    expect(await paymentStep(rollback, ports)).toEqual({ service: 'payment', state: 'VOIDED' });
    expect(await paymentStep(prepare(100), ports)).toEqual({ service: 'payment', state: 'VOIDED' });
    expect(entries).toEqual([]);
  });

  it('refuses to void a captured payment', async () => {
    const { ports } = ledger();
    for (const command of [prepare(100), commit]) await paymentStep(command, ports);
    expect(await paymentStep(rollback, ports)).toEqual({ service: 'payment', state: 'CAPTURED', refused: true });
  });

  it('does not capture a payment that was never authorised', async () => {
    await expect(paymentStep(commit, ledger().ports)).rejects.toThrow('nothing prepared to commit for id');
  });

  it('reads the payment again after a concurrent write', async () => {
    const { ports, payments } = ledger();
    payments.set('id', { correlationId: 'id', state: 'VOIDED', amountCents: 0, method: 'none' });
    expect(await paymentStep(prepare(100), ports)).toEqual({ service: 'payment', state: 'VOIDED' });
  });
});

describe('a ledger entry', () => {
  it('exists for each movement of money', () => {
    expect(entryOf(undefined, 'DECLINED')).toBeUndefined();
    expect(entryOf('CAPTURED', 'REFUNDED')).toBe('REFUND');
  });
});
