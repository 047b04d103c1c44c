import { describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import fc from 'fast-check';
import { accountRoutes } from '../../../services/account/routes.ts';
import { catalogRoutes } from '../../../services/catalog/routes.ts';
import { checkoutRoutes } from '../../../services/checkout/routes.ts';
import { paymentRoutes } from '../../../services/payment/routes.ts';
import { apiHandler, type Routes } from '../../../services/shared/http.ts';
import { warehouseRoutes } from '../../../services/warehouse/routes.ts';
import { recordingLog } from '../../unit/services/recording-log.ts';
import { fuzz } from '../fuzz.ts';
import { hostileText, hostileValue, jsonOf, mutatedJson } from '../hostile.ts';

const NOW = new Date('2026-03-01T10:00:00.000Z');
const clock = { now: () => NOW };

/** Stores without a record, in which every write succeeds. */
const emptyStore = (answers: Readonly<Record<string, unknown>>): never =>
  new Proxy({}, { get: (_store, name) => () => Promise.resolve(answers[String(name)]) }) as never;
const events = { publish: () => Promise.resolve() } as never;

const { log, lines } = recordingLog();
const routes: Routes = {
  ...accountRoutes(emptyStore({ save: { customerId: 'c' } }), events, clock),
  ...catalogRoutes(emptyStore({ list: [], save: { sku: 's' } }), events, clock),
  ...checkoutRoutes({
    store: emptyStore({ open: {}, advance: {} }),
    carts: emptyStore({}),
    prices: (skus) => Promise.resolve(skus.map((sku) => ({ sku, unitPriceCents: 1, active: true }))),
    clock,
    log,
    count: () => undefined,
  }),
  ...paymentRoutes(emptyStore({}), events, clock),
  ...warehouseRoutes(emptyStore({ receive: { sku: 's' } }), clock),
};

const BODIES = [
  { customerId: 'c', lines: [{ sku: 'mug', quantity: 2 }], method: 'card' },
  { cartId: 'full', method: 'card' },
  { name: 'n', priceCents: 1, weightGrams: 1, active: true },
  { name: 'n', email: 'a@example.com', country: 'GB', tier: 'basic' },
  { receiptId: 'r', quantity: 1 },
];

const maps = fc.oneof(
  fc.constant(null),
  fc.dictionary(fc.constantFrom('id', 'sku', 'after', 'X-Correlation-Id', '__proto__', 'Content-Type'), hostileText),
);
const body = fc.oneof(
  fc
    .constantFrom(...BODIES)
    .chain(mutatedJson)
    .map((value) => jsonOf(value)),
  hostileValue.map((value) => JSON.stringify(value)),
  hostileText,
  fc.constant(null),
);
const requests = fc
  .constantFrom(...Object.keys(routes), 'GET /nowhere', '__proto__ ', 'GET constructor')
  .chain((route) => {
    const [httpMethod = '', resource = ''] = route.split(' ');
    return fc.record({
      httpMethod: fc.constant(httpMethod),
      resource: fc.constant(resource),
      path: fc.constant(resource),
      headers: maps,
      pathParameters: maps,
      queryStringParameters: maps,
      body,
      isBase64Encoded: fc.boolean(),
    });
  });

export function shopApiTakes(count: number, timeout: number): void {
  describe("the shop's API", () => {
    it(
      `answers ${count} malformed requests without an internal error, and logs none that fires an alarm`,
      async () => {
        const handler = apiHandler(routes, log);
        await fuzz(requests, count, async (event) => {
          const { statusCode } = await handler(event as unknown as APIGatewayProxyEvent, {} as Context);
          expect({ statusCode, errors: lines.filter(({ level }) => level === 'error') }).toEqual({
            statusCode: statusCode < 500 ? statusCode : 'below 500',
            errors: [],
          });
          lines.length = 0;
        });
      },
      timeout,
    );
  });
}
