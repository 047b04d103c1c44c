import type { Reconciliation } from '@evenkeel/reconciler';
import { createReconcileHandler, type InvocationContext } from '@evenkeel/reconciler/handler';
import { functionTracer, traced } from '../../services/shared/tracing/function-tracer.ts';
import { commerceFromEnvironment } from '../../systems/commerce/rules/index.ts';
import { repairSpans } from '../platform/repair-spans.ts';

let rules: Pick<Reconciliation, 'rules'> = { rules: [] };

const reconcile = createReconcileHandler({
  reconciliation(variables) {
    const reconciliation = commerceFromEnvironment(variables);
    rules = reconciliation;
    return reconciliation;
  },
});

export const handler = traced(async (event: unknown, context: InvocationContext) => {
  const result = await reconcile(event, context);
  // The earlier stages of a distributed run answer with what they pass on.
  if ('differences' in result) for (const span of repairSpans(result, rules)) functionTracer().record(span);
  return result;
});
