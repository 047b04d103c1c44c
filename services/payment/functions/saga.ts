import { lazily } from '../../shared/lazily.ts';
import type { InvokeHandler, StepOptions } from '../../shared/handlers.ts';
import type { StepAnswer } from '../../shared/step.ts';
export const paymentSaga = (_options: StepOptions = {}): InvokeHandler<StepAnswer> =>
  lazily(() => () => Promise.reject(new Error('paymentSaga')));
