import type { ApiHandler } from '../../shared/handlers.ts';
import { apiHandler } from '../../shared/http.ts';
import { lazily } from '../../shared/lazily.ts';
import { cartStore } from '../cart.ts';
import { compose } from '../compose.ts';
import { heartbeat } from '../heartbeat.ts';
import { readPrices } from '../prices.ts';
import { checkoutRoutes } from '../routes.ts';

export const checkoutApi = (): ApiHandler =>
  lazily(() => {
    const { env, client, ...ports } = compose();
    const routes = checkoutRoutes({
      ...ports,
      carts: cartStore(client, env.CARTS_TABLE),
      prices: (skus) => readPrices(client, env.PRICES_TABLE, skus),
      ...(env.HEARTBEATS_TABLE !== undefined && { heart: heartbeat(client, env.HEARTBEATS_TABLE, ports.clock) }),
    });
    return apiHandler(routes, ports.log);
  });
