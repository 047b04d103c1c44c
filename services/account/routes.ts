import * as z from 'zod/mini';
import type { Clock } from '../shared/clock.ts';
import { ok, type Routes, route } from '../shared/http.ts';
import type { Outbox } from '../shared/outbox.ts';
import { notFound } from '../shared/problem.ts';
import { text } from '../shared/request.ts';
import { customerEvent, type CustomerStore } from './store.ts';

const ById = z.object({ path: z.object({ id: text }) });

const CustomerRequest = z.object({
  path: z.object({ id: text }),
  body: z.strictObject({ name: text, address: text, email: z.email() }),
});

export function accountRoutes(store: CustomerStore, events: Outbox, clock: Clock): Routes {
  return {
    'GET /customers/{id}': route(ById, async ({ path: { id } }) => {
      const customer = await store.find(id);
      if (customer === undefined) throw notFound('customer', id);
      return ok(customer);
    }),
    'PUT /customers/{id}': route(CustomerRequest, async ({ path: { id }, body }) => {
      const customer = await store.save(id, body, clock.now());
      await events.publish(customerEvent(customer));
      return ok(customer);
    }),
  };
}
