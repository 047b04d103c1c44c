/** The part of an order's stream record that payment, warehouse and shipping act on. */
import * as z from 'zod/mini';
import { type Change, entersState } from './change.ts';
import { parse } from './parse.ts';
import type { StepCommand } from './step.ts';

const cents = z.number().check(z.int(), z.minimum(0));

const OrderImage = z.object({
  correlationId: z.string(),
  customerId: z.string(),
  lines: z.array(
    z.object({ sku: z.string(), quantity: z.number().check(z.int(), z.minimum(1)), unitPriceCents: cents }),
  ),
  totalCents: cents,
  method: z.enum(['card', 'invoice']),
});

/**
 * The step that a change of an order calls for: a new order is prepared; an order that is decided to commit is
 * committed.
 */
export function stepFor(change: Change): 'prepare' | 'commit' | undefined {
  if (change.kind === 'INSERT' && entersState(change, 'PENDING')) return 'prepare';
  return entersState(change, 'COMMITTING') ? 'commit' : undefined;
}

/** The command for a participant's step, or undefined if the change calls for none. */
export function commandOf(change: Change, now: Date): StepCommand | undefined {
  const step = stepFor(change);
  if (step === undefined) return undefined;
  const { correlationId, customerId, lines, totalCents, method } = parse(OrderImage, change.after, 'Order record');
  if (step === 'commit') return { step, correlationId, now };
  return { step, correlationId, now, order: { customerId, lines, totalCents, method } };
}
