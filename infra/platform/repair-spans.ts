/** Repairs of the reconciler, as spans in the traces of the sagas whose records they repaired. */
import type { Reconciliation, ReconcileResult } from '@evenkeel/reconciler';
import { REPAIR_RULE } from '../../services/shared/tracing/attributes.ts';
import type { EndedSpan } from '../../services/shared/tracing/tracer.ts';

/** The view of orders. What a rule finds in it has the key of an order, which is the correlation id of its saga. */
const ORDERS = 'checkout.orders';

/** A run lists its repairs without their times, so each span lasts as long as the run. */
export function repairSpans(
  { runId, startedAt, endedAt, differences }: ReconcileResult,
  { rules }: Pick<Reconciliation, 'rules'>,
): EndedSpan[] {
  const ofSagas = new Set(
    rules.filter(({ views }) => views.some(({ name }) => name === ORDERS)).map(({ name }) => name),
  );
  return differences
    .filter(({ rule, repaired }) => repaired && ofSagas.has(rule))
    .map(({ rule, key, kind }) => ({
      name: `repair ${rule}`,
      kind: 'internal',
      correlationId: key,
      from: new Date(startedAt),
      to: new Date(endedAt),
      attributes: { [REPAIR_RULE]: rule, 'evenkeel.repair.run': runId, 'evenkeel.repair.difference': kind },
    }));
}
