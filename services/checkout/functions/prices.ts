import { lazily } from '../../shared/lazily.ts';
import type { StreamHandler } from '../../shared/handlers.ts';

export const checkoutPrices = (): StreamHandler => lazily(() => () => Promise.reject(new Error('checkoutPrices')));
