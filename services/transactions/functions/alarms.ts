import { lazily } from '../../shared/lazily.ts';
import type { InvokeHandler } from '../../shared/handlers.ts';

export const transactionsAlarms = (): InvokeHandler<void> =>
  lazily(() => () => Promise.reject(new Error('transactionsAlarms')));
