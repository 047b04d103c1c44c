import { lazily } from '../../shared/lazily.ts';
import type { ApiHandler } from '../../shared/handlers.ts';

export const warehouseApi = (): ApiHandler => lazily(() => () => Promise.reject(new Error('warehouseApi')));
