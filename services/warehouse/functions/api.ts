import { systemClock } from '../../shared/clock.ts';
import type { ApiHandler } from '../../shared/handlers.ts';
import { apiHandler } from '../../shared/http.ts';
import { dynamo } from '../../shared/items.ts';
import { lazily } from '../../shared/lazily.ts';
import { createLog } from '../../shared/logger.ts';
import { environment } from '../environment.ts';
import { warehouseRoutes } from '../routes.ts';
import { stockStore } from '../stock.ts';

export const warehouseApi = (): ApiHandler =>
  lazily(() => {
    const env = environment();
    return apiHandler(warehouseRoutes(stockStore(dynamo(), env.STOCK_TABLE), systemClock), createLog(env.SERVICE));
  });
