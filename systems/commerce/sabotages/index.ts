import type { Sabotage } from '@evenkeel/chaos/sabotage';
import { alarmActionsDisabled } from './alarm-actions-disabled.ts';
import { alarmActionsRemoved } from './alarm-actions-removed.ts';
import { alarmTreatsMissingAsBreaching } from './alarm-treats-missing-as-breaching.ts';
import { alarmWithForeignUnit } from './alarm-with-foreign-unit.ts';
import { alarmWithWrongDimension } from './alarm-with-wrong-dimension.ts';
import { alarmWithWrongMetric } from './alarm-with-wrong-metric.ts';
import { completedBeforeCapture } from './completed-before-capture.ts';
import { correlationIdLostAtOneHop } from './correlation-id-lost-at-one-hop.ts';
import { customerOfAnother } from './customer-of-another.ts';
import { deletionNotMade } from './deletion-not-made.ts';
import { dispatcherJams } from './dispatcher-jams.ts';
import { errorAlarmRemoved } from './error-alarm-removed.ts';
import { leaseClockSkewed } from './lease-clock-skewed.ts';
import { managerStopsAtFirstRefusal } from './manager-stops-at-first-refusal.ts';
import { metricFilterMatchesNothing } from './metric-filter-matches-nothing.ts';
import { onFailureQueueWithoutConsumer } from './on-failure-queue-without-consumer.ts';
import { orderLosesLastLine } from './order-loses-last-line.ts';
import { orderMadeUp } from './order-made-up.ts';
import { orderPlacedTwice } from './order-placed-twice.ts';
import { paymentCaptureNotIdempotent } from './payment-capture-not-idempotent.ts';
import { priceChangesDropped } from './price-changes-dropped.ts';
import { reconcilerRepairsInFlight } from './reconciler-repairs-in-flight.ts';
import { failoverRegionUnhealthy } from './failover-region-unhealthy.ts';
import { releaseNotRolledBack } from './release-not-rolled-back.ts';
import { releaseWatchedByWrongAlarm } from './release-watched-by-wrong-alarm.ts';
import { retriesUnbounded } from './retries-unbounded.ts';
import { rollbackWithoutTombstone } from './rollback-without-tombstone.ts';
import { scheduleDisabled } from './schedule-disabled.ts';
import { shippingTracesApart } from './shipping-traces-apart.ts';
import { stockBelowZero } from './stock-below-zero.ts';
import { totalWithoutLastLine } from './total-without-last-line.ts';
import { warehouseRollbackKeepsStock } from './warehouse-rollback-keeps-stock.ts';

/** Every sabotage of the shop. Each has a file of its own. */
export const sabotages: readonly Sabotage[] = [
  warehouseRollbackKeepsStock,
  paymentCaptureNotIdempotent,
  rollbackWithoutTombstone,
  completedBeforeCapture,
  managerStopsAtFirstRefusal,
  correlationIdLostAtOneHop,
  retriesUnbounded,
  dispatcherJams,
  onFailureQueueWithoutConsumer,
  errorAlarmRemoved,
  alarmWithWrongDimension,
  alarmTreatsMissingAsBreaching,
  metricFilterMatchesNothing,
  alarmActionsRemoved,
  alarmActionsDisabled,
  alarmWithWrongMetric,
  alarmWithForeignUnit,
  scheduleDisabled,
  releaseNotRolledBack,
  releaseWatchedByWrongAlarm,
  failoverRegionUnhealthy,
  reconcilerRepairsInFlight,
  leaseClockSkewed,
  orderLosesLastLine,
  totalWithoutLastLine,
  stockBelowZero,
  priceChangesDropped,
  customerOfAnother,
  orderPlacedTwice,
  deletionNotMade,
  orderMadeUp,
  shippingTracesApart,
];
