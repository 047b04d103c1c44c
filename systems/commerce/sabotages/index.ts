import type { Sabotage } from './sabotage.ts';
import { alarmTreatsMissingAsBreaching } from './systems/alarm-treats-missing-as-breaching.ts';
import { alarmWithWrongDimension } from './systems/alarm-with-wrong-dimension.ts';
import { completedBeforeCapture } from './systems/completed-before-capture.ts';
import { correlationIdLostAtOneHop } from './systems/correlation-id-lost-at-one-hop.ts';
import { errorAlarmRemoved } from './systems/error-alarm-removed.ts';
import { leaseClockSkewed } from './systems/lease-clock-skewed.ts';
import { managerStopsAtFirstRefusal } from './systems/manager-stops-at-first-refusal.ts';
import { metricFilterMatchesNothing } from './systems/metric-filter-matches-nothing.ts';
import { onFailureQueueWithoutConsumer } from './systems/on-failure-queue-without-consumer.ts';
import { paymentCaptureNotIdempotent } from './systems/payment-capture-not-idempotent.ts';
import { reconcilerRepairsInFlight } from './systems/reconciler-repairs-in-flight.ts';
import { retriesUnbounded } from './systems/retries-unbounded.ts';
import { rollbackWithoutTombstone } from './systems/rollback-without-tombstone.ts';
import { warehouseRollbackKeepsStock } from './systems/warehouse-rollback-keeps-stock.ts';

/** Every sabotage. Each has a file of its own. */
export const sabotages: readonly Sabotage[] = [
  warehouseRollbackKeepsStock,
  paymentCaptureNotIdempotent,
  rollbackWithoutTombstone,
  completedBeforeCapture,
  managerStopsAtFirstRefusal,
  correlationIdLostAtOneHop,
  retriesUnbounded,
  onFailureQueueWithoutConsumer,
  errorAlarmRemoved,
  alarmWithWrongDimension,
  alarmTreatsMissingAsBreaching,
  metricFilterMatchesNothing,
  reconcilerRepairsInFlight,
  leaseClockSkewed,
];
