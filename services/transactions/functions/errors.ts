import { lazily } from '../../shared/lazily.ts';
import type { InvokeHandler } from '../../shared/handlers.ts';

export const transactionsErrors = (): InvokeHandler<unknown> =>
  lazily(() => () => Promise.reject(new Error('transactionsErrors')));
