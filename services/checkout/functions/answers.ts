import { lazily } from '../../shared/lazily.ts';
import type { StreamHandler } from '../../shared/handlers.ts';

export const checkoutAnswers = (): StreamHandler => lazily(() => () => Promise.reject(new Error('checkoutAnswers')));
