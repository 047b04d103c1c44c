import type { InvokeHandler, StepOptions } from '../../shared/handlers.ts';
import { lazily } from '../../shared/lazily.ts';
import { sagaHandler } from '../../shared/participant-handlers.ts';
import type { StepAnswer } from '../../shared/step.ts';
import { compose } from '../compose.ts';

export const paymentSaga = (options: StepOptions = {}): InvokeHandler<StepAnswer> =>
  lazily(() => sagaHandler(compose(options)));
