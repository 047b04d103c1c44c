/** Which services refuse an order, as far as the order, the stock before the load and the faults say so. */
import type { AcceptedRequest, BeforeLoad } from '@evenkeel/chaos';
import { CARD_LIMIT_CENTS } from '../catalogue.ts';
import { numberOf, textOf } from '../records.ts';
import type { Asked, Refusal } from './asked.ts';
import { fieldsIn } from './fields-in.ts';

/** With as many units on hand, no load sells a product out. */
const AMPLE = 500_000;

export function refusalsOf(
  { method, lines, amountCents }: Pick<Asked, 'method' | 'lines' | 'amountCents'>,
  { reached, faults }: Pick<AcceptedRequest, 'reached' | 'faults'>,
  before: BeforeLoad,
): Pick<Asked, 'reached' | 'declined' | 'rejected'> {
  const answers = answersIn(faults);
  const isOverLimit = method === 'card' && amountCents >= CARD_LIMIT_CENTS;
  const stockOf = (sku: string, ...counters: string[]) =>
    counters.reduce((sum, counter) => sum + numberOf(before('warehouse.stock', sku), counter), 0);
  const isSoldOut = lines.some(({ sku, quantity }) => stockOf(sku, 'onHand', 'reserved') < quantity);
  const isScarce = lines.some(({ sku }) => stockOf(sku, 'onHand') < AMPLE);
  const isOwn = (service: string) => !answers.some(({ port }) => port.startsWith(`${service} store.`));
  return {
    // If a fault answers for the service's store, the service may believe what is not so.
    reached: Object.fromEntries(Object.entries(reached).filter(([service]) => isOwn(service))),
    declined:
      refusalBy(answers, 'payment', ({ port, answer }) => {
        if (port !== 'payment risk.limitCents' || typeof answer !== 'number') return 'possible';
        return method === 'card' && amountCents >= answer ? 'always' : 'never';
      }) ?? (isOverLimit ? 'always' : 'never'),
    rejected:
      refusalBy(answers, 'warehouse', ({ port, answer }) =>
        port === 'warehouse store.reserve' && fieldsIn(answer)['outcome'] === 'OUT_OF_STOCK' ? 'always' : 'possible',
      ) ?? (isSoldOut ? 'always' : isScarce ? 'possible' : 'never'),
  };
}

/** What a fault answers for a port. */
interface PortAnswer {
  /** Such as `payment risk.limitCents`. */
  readonly port: string;
  readonly answer: AcceptedRequest['asked'][string] | undefined;
  /** Whether the service got this answer at every attempt: it asked, and the fault did not let it ask again. */
  readonly isCertain: boolean;
}

const answersIn = (faults: AcceptedRequest['faults']): PortAnswer[] =>
  faults
    .filter(({ fault }) => fault === 'port-answer')
    .map(({ parameters, hit, attempts }) => ({
      port: `${textOf(parameters, 'service')} ${textOf(parameters, 'port')}`,
      answer: parameters['answer'],
      isCertain: hit && attempts === 'always',
    }));

/** @returns undefined if no fault answers for the service */
function refusalBy(
  answers: readonly PortAnswer[],
  service: string,
  refusalOf: (answer: PortAnswer) => Refusal,
): Refusal | undefined {
  const [own, ...others] = answers.filter(({ port }) => port.startsWith(`${service} `));
  if (own === undefined) return undefined;
  return own.isCertain && others.length === 0 ? refusalOf(own) : 'possible';
}
