import { lazily } from '../../shared/lazily.ts';
import type { InvokeHandler } from '../../shared/handlers.ts';

export const checkoutSaga = (): InvokeHandler<{ readonly state: string }> =>
  lazily(() => () => Promise.reject(new Error('checkoutSaga')));
