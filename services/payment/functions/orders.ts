import { lazily } from '../../shared/lazily.ts';
import type { StreamHandler, StepOptions } from '../../shared/handlers.ts';

export const paymentOrders = (_options: StepOptions = {}): StreamHandler =>
  lazily(() => () => Promise.reject(new Error('paymentOrders')));
