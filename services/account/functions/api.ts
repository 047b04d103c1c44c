import type { ApiHandler } from '../../shared/handlers.ts';
import { apiHandler } from '../../shared/http.ts';
import { lazily } from '../../shared/lazily.ts';
import { ownRegion } from '../../shared/region.ts';
import { compose } from '../compose.ts';
import { accountRoutes } from '../routes.ts';

export const accountApi = (): ApiHandler =>
  lazily(() => {
    const { store, events, clock, log } = compose();
    return apiHandler(ownRegion().ofMasters(accountRoutes(store, events, clock)), log);
  });
