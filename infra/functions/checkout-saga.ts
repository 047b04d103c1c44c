import { checkoutSaga } from '../../services/checkout/index.ts';
import { traced } from '../../services/shared/tracing/function-tracer.ts';

export const handler = traced(checkoutSaga());
