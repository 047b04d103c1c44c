import { randomUUID } from 'node:crypto';
import { type HttpReply, ok, type Routes, route } from '../shared/http.ts';
import { logSaga } from '../shared/log-saga.ts';
import { recordSaga } from '../shared/tracing/record-saga.ts';
import { conflict, notFound } from '../shared/problem.ts';
import type { OrderPorts } from './advance.ts';
import type { CartStore } from './cart.ts';
import type { Heartbeat } from './heartbeat.ts';
import { type Order, openOrder } from './order.ts';
import { type Price, priceLines, type RequestedLine } from './prices.ts';
import {
  ByCorrelationId,
  CartCheckoutRequest,
  CartRequest,
  type CheckoutBody,
  CheckoutRequest,
  isCartCheckout,
  requestHash,
} from './request.ts';

export interface CheckoutPorts extends OrderPorts {
  readonly carts: CartStore;
  readonly prices: (skus: readonly string[]) => Promise<Price[]>;
  /** Present if health checks ask whether the region works. */
  readonly heart?: Heartbeat;
}

interface CheckoutCall {
  readonly headers: { readonly 'x-correlation-id'?: string | undefined };
  readonly body: CheckoutBody;
}

export function checkoutRoutes(ports: CheckoutPorts): Routes {
  const accept = ({ headers, body }: CheckoutCall) =>
    checkout(headers['x-correlation-id'] ?? randomUUID(), body, ports);
  const fromLines = route(CheckoutRequest, accept);
  const fromCart = route(CartCheckoutRequest, accept);
  return {
    'PUT /carts/{id}': route(CartRequest, async ({ path: { id }, body }) => {
      const cart = { cartId: id, ...body };
      await ports.carts.save(cart, ports.clock.now());
      return ok(cart);
    }),
    'POST /checkout': (request) => (isCartCheckout(request.body) ? fromCart : fromLines)(request),
    'GET /orders/{id}': route(ByCorrelationId, async ({ path: { id } }) => {
      return ok(shown(await orderOf(id, ports)));
    }),
    'GET /orders/{id}/trace': route(ByCorrelationId, async ({ path: { id } }) => {
      const { correlationId, state, trace } = await orderOf(id, ports);
      return ok({ correlationId, state, trace });
    }),
    ...(ports.heart && { 'GET /healthcheck': () => healthCheck(ports.heart, ports) }),
  };
}

/** Never fails: a health check reads the answer, and finds `"status":"ok"` in it or not. */
async function healthCheck(heart: Heartbeat | undefined, { log }: CheckoutPorts): Promise<HttpReply> {
  const beats = await heart?.beats().catch((error: unknown) => {
    log.error('The health check could not write', { error });
    return false;
  });
  return beats === true ? ok({ status: 'ok' }) : { status: 503, body: { status: 'unavailable' } };
}

async function checkout(correlationId: string, body: CheckoutBody, ports: CheckoutPorts): Promise<HttpReply> {
  const from = ports.clock.now();
  const { customerId, lines } = await contentsOf(body, ports);
  const priced = priceLines(lines, await ports.prices(lines.map(({ sku }) => sku)));
  const request = { correlationId, customerId, method: body.method, ...priced, requestHash: requestHash(body) };
  const { existing } = await ports.store.open(openOrder(request, 'PENDING', ports.clock.now()));
  if (existing === undefined) {
    logSaga(ports.log, 'checkout', correlationId, 'PENDING');
    recordSaga(correlationId, from, ports.clock);
    ports.count('CheckoutsAccepted');
  } else if (existing.requestHash !== request.requestHash) {
    throw conflict(`Correlation id ${correlationId} belongs to a different request. Send this request with a new id.`);
  }
  return { status: 202, body: { correlationId }, headers: { 'x-correlation-id': correlationId } };
}

/** The lines of the request, or of the cart that it names. */
async function contentsOf(
  body: CheckoutBody,
  { carts }: CheckoutPorts,
): Promise<{ customerId: string; lines: readonly RequestedLine[] }> {
  if ('lines' in body) return body;
  const cart = await carts.find(body.cartId);
  if (cart === undefined) throw notFound('cart', body.cartId);
  return cart;
}

/** An order as the API shows it. */
function shown(order: Order) {
  const { correlationId, customerId, lines, totalCents, method, state, answers, version, createdAt, updatedAt } = order;
  return { correlationId, customerId, lines, totalCents, method, state, answers, version, createdAt, updatedAt };
}

async function orderOf(correlationId: string, { store }: CheckoutPorts): Promise<Order> {
  const order = await store.find(correlationId);
  if (order === undefined) throw notFound('order', correlationId);
  return order;
}
