import { catalogApi } from '../../services/catalog/index.ts';
import { traced } from '../../services/shared/tracing/function-tracer.ts';

export const handler = traced(catalogApi());
