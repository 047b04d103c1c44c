import { warehouseProducts } from '../../services/warehouse/index.ts';
import { traced } from '../../services/shared/tracing/function-tracer.ts';

export const handler = traced(warehouseProducts());
