import { catalogRelay } from '../../services/catalog/index.ts';
import { traced } from '../../services/shared/tracing/function-tracer.ts';

export const handler = traced(catalogRelay());
