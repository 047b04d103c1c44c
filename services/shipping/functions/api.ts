import { lazily } from '../../shared/lazily.ts';
import type { ApiHandler } from '../../shared/handlers.ts';

export const shippingApi = (): ApiHandler => lazily(() => () => Promise.reject(new Error('shippingApi')));
