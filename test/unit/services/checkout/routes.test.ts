import { describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import type { Heartbeat } from '../../../../services/checkout/heartbeat.ts';
import type { Order } from '../../../../services/checkout/order.ts';
import { checkoutRoutes } from '../../../../services/checkout/routes.ts';
import { apiHandler } from '../../../../services/shared/http.ts';
import { recordingLog } from '../recording-log.ts';

function api(heart?: Heartbeat) {
  const orders = new Map<string, Order>();
  const { log, lines } = recordingLog();
  const routes = checkoutRoutes({
    store: {
      find: (id) => Promise.resolve(orders.get(id)),
      open: (order) => {
        const existing = orders.get(order.correlationId);
        if (existing !== undefined) return Promise.resolve({ existing });
        orders.set(order.correlationId, order);
        return Promise.resolve({});
      },
      advance: () => Promise.resolve({}),
    },
    carts: {
      find: (cartId) =>
        Promise.resolve(
          cartId === 'full' ? { cartId, customerId: 'c', lines: [{ sku: 'mug', quantity: 1 }] } : undefined,
        ),
      save: () => Promise.resolve(),
    },
    prices: (skus) =>
      Promise.resolve(skus.flatMap((sku) => (sku === 'mug' ? [{ sku, unitPriceCents: 1_599, active: true }] : []))),
    clock: { now: () => new Date('2026-03-01T10:00:00.000Z') },
    log,
    count: () => undefined,
    ...(heart && { heart }),
  });
  const handler = apiHandler(routes, log);
  const call = async (method: string, resource: string, body?: unknown, headers = {}, id?: string) => {
    const event = {
      httpMethod: method,
      resource,
      path: resource,
      headers,
      pathParameters: id === undefined ? null : { id },
    };
    const full = { ...event, body: body === undefined ? null : JSON.stringify(body), isBase64Encoded: false };
    const { statusCode, body: text } = await handler(full as unknown as APIGatewayProxyEvent, {} as Context);
    return { status: statusCode, body: JSON.parse(text) as { errors?: { path: string }[] } & Record<string, unknown> };
  };
  const checkout = (body: unknown, id = 'id') => call('POST', '/checkout', body, { 'X-Correlation-Id': id });
  return { call, checkout, orders, lines };
}

const MUGS = { customerId: 'c', lines: [{ sku: 'mug', quantity: 2 }], method: 'card' };

describe('GET /healthcheck', () => {
  it('answers ok while a write path works', async () => {
    const { call } = api({ beats: () => Promise.resolve(true) });
    expect(await call('GET', '/healthcheck')).toEqual({ status: 200, body: { status: 'ok' } });
  });

  it('answers unavailable, never ok, when writing fails, and logs why', async () => {
    const { call, lines } = api({ beats: () => Promise.reject(new Error('no write works')) });
    expect(await call('GET', '/healthcheck')).toEqual({ status: 503, body: { status: 'unavailable' } });
    expect(lines).toContainEqual(expect.objectContaining({ level: 'error' }));
    const { call: callLost } = api({ beats: () => Promise.resolve(false) });
    expect(await callLost('GET', '/healthcheck')).toMatchObject({ status: 503 });
  });

  it('does not exist in a stage of one region', async () => {
    expect(await api().call('GET', '/healthcheck')).toMatchObject({ status: 404 });
  });
});

describe('POST /checkout', () => {
  it('accepts an order, prices it from its own price list, and returns its id', async () => {
    const { checkout, orders, lines } = api();
    expect(await checkout(MUGS)).toMatchObject({ status: 202, body: { correlationId: 'id' } });
    expect(orders.get('id')).toMatchObject({ state: 'PENDING', totalCents: 3_198 });
    expect(lines).toContainEqual(expect.objectContaining({ event: 'saga', correlationId: 'id', state: 'PENDING' }));
  });

  it('treats a repeat as the same order, and a different body with the same id as a conflict', async () => {
    const { checkout } = api();
    await checkout(MUGS);
    expect((await checkout(MUGS)).status).toBe(202);
    expect((await checkout({ ...MUGS, customerId: 'other' })).status).toBe(409);
  });

  it('orders what is in a cart', async () => {
    const { checkout, orders } = api();
    expect((await checkout({ cartId: 'full', method: 'invoice' })).status).toBe(202);
    expect(orders.get('id')?.totalCents).toBe(1_599);
    expect((await checkout({ cartId: 'none', method: 'invoice' })).status).toBe(404);
  });

  it('reports all errors of a request together, each with its path', async () => {
    const { checkout } = api();
    const { status, body } = await checkout(
      { customerId: '', lines: [{ sku: 'mug', quantity: 0 }, { sku: 'mug' }], method: 'cash', more: 1 },
      'no spaces',
    );
    expect(status).toBe(400);
    expect(body.errors?.map(({ path }) => path).sort()).toEqual([
      'body',
      'body.customerId',
      'body.lines.0.quantity',
      'body.lines.1.quantity',
      'body.method',
      'headers.x-correlation-id',
    ]);
  });

  it('refuses a SKU that appears twice and one that is not for sale', async () => {
    const { checkout } = api();
    const line = { sku: 'mug', quantity: 1 };
    expect(await checkout({ ...MUGS, lines: [line, line] })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'body.lines.1.sku' }] },
    });
    expect(await checkout({ ...MUGS, lines: [line, { sku: 'nix', quantity: 1 }] })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'body.lines.1.sku' }] },
    });
  });
});

describe('GET /orders/{id}', () => {
  it('returns the order, and its trace separately', async () => {
    const { call, checkout } = api();
    await checkout(MUGS);
    expect((await call('GET', '/orders/{id}', undefined, {}, 'id')).body).toMatchObject({ state: 'PENDING' });
    expect((await call('GET', '/orders/{id}/trace', undefined, {}, 'id')).body).toMatchObject({
      trace: [{ service: 'checkout', state: 'PENDING' }],
    });
    expect((await call('GET', '/orders/{id}', undefined, {}, 'none')).status).toBe(404);
  });
});
