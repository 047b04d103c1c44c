import { lazily } from '../../shared/lazily.ts';
import type { StreamHandler, StepOptions } from '../../shared/handlers.ts';

export const shippingOrders = (_options: StepOptions = {}): StreamHandler =>
  lazily(() => () => Promise.reject(new Error('shippingOrders')));
