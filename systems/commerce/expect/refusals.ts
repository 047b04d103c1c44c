/** Which services refuse an order, as far as the order, the stock before the load and the faults say so. */
import type { AcceptedRequest, BeforeLoad } from '@evenkeel/chaos';
import { CARD_LIMIT_CENTS } from '../catalogue.ts';
import { numberOf, textOf } from '../records.ts';
import type { Asked, Refusal } from './asked.ts';

/** With as many units on hand, no load sells a product out. */
const AMPLE = 500_000;

export function refusalsOf(
  { method, lines, amountCents }: Pick<Asked, 'method' | 'lines' | 'amountCents'>,
  { reached, faults }: Pick<AcceptedRequest, 'reached' | 'faults'>,
  before: BeforeLoad,
): Pick<Asked, 'reached' | 'declined' | 'rejected'> {
  const answered = portsAnswered(faults);
  const isOverLimit = method === 'card' && amountCents >= CARD_LIMIT_CENTS;
  const stockOf = (sku: string, ...counters: string[]) =>
    counters.reduce((sum, counter) => sum + numberOf(before('warehouse.stock', sku), counter), 0);
  const isSoldOut = lines.some(({ sku, quantity }) => stockOf(sku, 'onHand', 'reserved') < quantity);
  const isScarce = lines.some(({ sku }) => stockOf(sku, 'onHand') < AMPLE);
  const isOwn = (service: string) => !answered.some((port) => port.startsWith(`${service} store.`));
  return {
    // If a fault answers for the service's store, the service may believe what is not so.
    reached: Object.fromEntries(Object.entries(reached).filter(([service]) => isOwn(service))),
    declined: refusal('payment', isOverLimit, isOverLimit, answered),
    rejected: refusal('warehouse', isSoldOut, isScarce, answered),
  };
}

function refusal(service: string, isCertain: boolean, isPossible: boolean, answered: readonly string[]): Refusal {
  if (answered.some((port) => port.startsWith(`${service} `))) return 'possible';
  return isCertain ? 'always' : isPossible ? 'possible' : 'never';
}

/** The ports for which a fault answers, such as `payment risk.limitCents`. */
const portsAnswered = (faults: AcceptedRequest['faults']): string[] =>
  faults
    .filter(({ fault }) => fault === 'port-answer')
    .map(({ parameters }) => `${textOf(parameters, 'service')} ${textOf(parameters, 'port')}`);
