import { transactionsUndelivered } from '../../services/transactions/index.ts';
import { traced } from '../../services/shared/tracing/function-tracer.ts';

export const handler = traced(transactionsUndelivered());
