import { lazily } from '../../shared/lazily.ts';
import type { InvokeHandler } from '../../shared/handlers.ts';

export const transactionsUndelivered = (): InvokeHandler<unknown> =>
  lazily(() => () => Promise.reject(new Error('transactionsUndelivered')));
