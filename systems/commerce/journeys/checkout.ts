import { check, sleep } from 'k6';
import { Trend } from 'k6/metrics';
import { unitInterval } from '@evenkeel/chaos/schemas/decision';
import { allowedStatuses, allows, call, type Iteration, iteration, operate, plan } from 'evenkeel/k6';
import { customerOf, type Line, ordinaryCart, overLimitCart, soldOutCart, totalCents } from '../catalogue.ts';

const ACCEPTED = 202;
const FOLLOWED_SHARE = 0.01;
const FOLLOW_SECONDS = 25;
const POLL_SECONDS = 0.25;

/** Real time from a checkout's acceptance until its order is at rest, for the orders that are followed. */
const untilAtRest = new Trend('order_at_rest', true);

type Cart = (seed: number, iteration: number) => Line[];

/** Orders an ordinary cart, which is completed. */
export function checkout(): void {
  placeOrder(ordinaryCart);
}

/** Pays by card at or above the limit: the payment is declined, and the order rolled back. */
export function over_limit(): void {
  placeOrder(overLimitCart);
}

/** Orders a sold-out product: the warehouse refuses it, and the order is rolled back. */
export function no_stock(): void {
  placeOrder(soldOutCart);
}

function placeOrder(cart: Cart): void {
  const now = iteration();
  if (now === undefined) return;
  const lines = cart(plan.seed, now.number);
  const expected = allowedStatuses(now.stretch, [ACCEPTED]);
  const answer = operate(
    {
      method: 'POST',
      path: '/checkout',
      name: 'POST /checkout',
      correlationId: now.correlationId,
      body: { customerId: customerOf(plan.seed, now.number).customerId, lines, method: 'card' },
      expected,
    },
    { totalCents: totalCents(lines) },
  );
  // Without an answer there is nothing to check; the experiment says whether that is allowed.
  if (answer.status !== 0) check(answer, { 'checkout accepted': ({ status }) => allows(expected, status) });
  if (answer.status === ACCEPTED)
    check(answer, { 'checkout names its order': (accepted) => accepted.json('correlationId') === now.correlationId });
  if (plan.follow && answer.status === ACCEPTED && isFollowed(now)) follow(now);
}

function isFollowed({ correlationId }: Iteration): boolean {
  return unitInterval(`${plan.seed}|follow|${correlationId}`) < FOLLOWED_SHARE;
}

function follow({ correlationId }: Iteration): void {
  const began = Date.now();
  let atRest = false;
  while (!atRest && Date.now() - began < FOLLOW_SECONDS * 1000) {
    sleep(POLL_SECONDS);
    const order = call({ method: 'GET', path: `/orders/${correlationId}`, name: 'GET /orders/{id}', correlationId });
    const state = order.status === 200 ? order.json('state') : undefined;
    atRest = state === 'COMPLETED' || state === 'ROLLED_BACK';
  }
  if (atRest) untilAtRest.add(Date.now() - began);
  check(atRest, { 'order came to rest': (rests) => rests });
}
