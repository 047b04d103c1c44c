import * as z from 'zod/mini';
import { type Hit, stepFault } from '../fault.ts';

/** The part of payment's risk port that this fault replaces. */
interface Limited {
  readonly risk: { limitCents(correlationId: string): Promise<number> };
}

/** The risk limit is 0, so a card payment of any amount is over the limit and declined. */
export const overLimit = stepFault({
  name: 'over-limit',
  summary: "Payment's risk limit is 0 cents: a card payment of any amount is declined.",
  parameters: z.strictObject({}),
  needs: ['ports'],
  hooks: () => ({
    place: { service: 'payment', step: 'prepare' },
    effect: () => 'rolls-back',
    ports: (ports, hit) => (isLimited(ports) ? { ...ports, risk: closed(ports.risk, hit) } : ports),
  }),
});

function isLimited(ports: object): ports is Limited {
  return 'risk' in ports && typeof ports.risk === 'object' && ports.risk !== null && 'limitCents' in ports.risk;
}

function closed(risk: Limited['risk'], hit: Hit): Limited['risk'] {
  const limitCents = async (correlationId: string) => ((await hit.strike('port')) ? 0 : risk.limitCents(correlationId));
  return Object.assign(Object.create(risk) as Limited['risk'], { limitCents });
}
