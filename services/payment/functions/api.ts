import type { ApiHandler } from '../../shared/handlers.ts';
import { apiHandler } from '../../shared/http.ts';
import { lazily } from '../../shared/lazily.ts';
import { compose } from '../compose.ts';
import { paymentRoutes } from '../routes.ts';

export const paymentApi = (): ApiHandler =>
  lazily(() => {
    const { store, events, clock, log } = compose();
    return apiHandler(paymentRoutes(store, events, clock), log);
  });
