import type { ApiHandler } from '../../shared/handlers.ts';
import { apiHandler } from '../../shared/http.ts';
import { lazily } from '../../shared/lazily.ts';
import { ownRegion } from '../../shared/region.ts';
import { compose } from '../compose.ts';
import { catalogRoutes } from '../routes.ts';

export const catalogApi = (): ApiHandler =>
  lazily(() => {
    const { store, events, clock, log } = compose();
    return apiHandler(ownRegion().ofMasters(catalogRoutes(store, events, clock)), log);
  });
