import * as z from 'zod/mini';
import type { ApiHandler } from '../../shared/handlers.ts';
import { apiHandler, ok, route } from '../../shared/http.ts';
import { dynamo } from '../../shared/items.ts';
import { lazily } from '../../shared/lazily.ts';
import { createLog } from '../../shared/logger.ts';
import { notFound } from '../../shared/problem.ts';
import { text } from '../../shared/request.ts';
import { environment } from '../environment.ts';
import { shipmentStore } from '../store.ts';

const ByCorrelationId = z.object({ path: z.object({ id: text }) });

export const shippingApi = (): ApiHandler =>
  lazily(() => {
    const env = environment();
    const store = shipmentStore(dynamo(), env.SHIPMENTS_TABLE);
    const read = route(ByCorrelationId, async ({ path: { id } }) => {
      const shipment = await store.find(id);
      if (shipment === undefined) throw notFound('shipment', id);
      return ok(shipment);
    });
    return apiHandler({ 'GET /shipments/{id}': read }, createLog(env.SERVICE));
  });
