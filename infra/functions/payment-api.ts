import { paymentApi } from '../../services/payment/index.ts';
import { traced } from '../../services/shared/tracing/function-tracer.ts';

export const handler = traced(paymentApi());
