import { accountRelay } from '../../services/account/index.ts';
import { traced } from '../../services/shared/tracing/function-tracer.ts';

export const handler = traced(accountRelay());
