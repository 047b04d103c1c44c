import { shippingApi } from '../../services/shipping/index.ts';
import { traced } from '../../services/shared/tracing/function-tracer.ts';

export const handler = traced(shippingApi());
