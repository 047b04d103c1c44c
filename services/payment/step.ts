import { ContentionError, NothingPreparedError } from '../shared/errors.ts';
import { transition } from '../shared/participant.ts';
import type { Step, StepAnswer, StepCommand } from '../shared/step.ts';
import { entryOf, exceedsRisk, paymentLifecycle } from './payment.ts';
import type { Payment, PaymentPorts, PaymentState } from './ports.ts';

const ATTEMPTS = 3;

/** Authorises, captures or voids the payment of one correlation id. */
export const paymentStep: Step<PaymentPorts> = async (command, ports) => {
  const refusal = command.step === 'prepare' ? await refusalOf(command, ports) : undefined;
  let current = command.step === 'prepare' ? undefined : await ports.store.find(command.correlationId);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const next = transition(paymentLifecycle, current?.state, refusal === undefined ? command.step : 'refuse');
    if (next.kind === 'nothing') throw new NothingPreparedError('payment', command.correlationId);
    if (next.kind === 'keep') return answer(next.state, next.refused, current?.reason);
    const written = await write(command, next.from, next.to, refusal, ports);
    if (written !== undefined) return answer(written.state, false, written.reason);
    current = await ports.store.find(command.correlationId);
  }
  throw new ContentionError(`payment ${command.correlationId}`, ATTEMPTS);
};

async function refusalOf(
  { correlationId, order }: Extract<StepCommand, { step: 'prepare' }>,
  { risk }: PaymentPorts,
): Promise<string | undefined> {
  const limitCents = await risk.limitCents(correlationId);
  if (!exceedsRisk(order.method, order.totalCents, limitCents)) return undefined;
  return `the card payment of ${order.totalCents} cents is not below the limit of ${limitCents} cents`;
}

async function write(
  command: StepCommand,
  from: PaymentState | undefined,
  to: PaymentState,
  reason: string | undefined,
  { store }: PaymentPorts,
): Promise<Payment | undefined> {
  const { correlationId, now } = command;
  const kind = entryOf(from, to);
  const entry = kind && { entry: kind };
  if (from !== undefined) return store.move({ correlationId, from, to, now, ...entry });
  const order = command.step === 'prepare' ? command.order : undefined;
  const payment: Payment = {
    correlationId,
    state: to,
    amountCents: order?.totalCents ?? 0,
    method: order?.method ?? 'none',
    ...(reason !== undefined && { reason }),
  };
  return store.open({ payment, now, ...entry });
}

const answer = (state: PaymentState, refused: boolean, reason: string | undefined): StepAnswer => ({
  service: 'payment',
  state,
  ...(refused && { refused }),
  ...(reason !== undefined && { reason }),
});
