/** Quantities, priced. */
import type { Prices } from './prices.ts';
import type { Quantities } from './quantities.ts';

export interface CostLine {
  readonly what: string;
  /** Such as `24 alarms`. */
  readonly quantity: string;
  /** At list price, and after what the account has free of charge. */
  readonly usd: number;
  readonly usdAfterFree: number;
}

export function costLines(all: Quantities, { usd, free }: Prices): readonly CostLine[] {
  const priced = (what: string, quantity: number, unit: string, price: number, given = 0): CostLine => ({
    what,
    quantity: `${shown(quantity)} ${unit}`,
    usd: quantity * price,
    usdAfterFree: Math.max(0, quantity - given) * price,
  });
  const millions = (what: string, quantity: number, unit: string, price: number, given = 0): CostLine =>
    priced(what, quantity, unit, price / 1e6, given);
  return [
    priced('Aurora', all.auroraUnitHours, 'capacity unit hours', usd.auroraCapacityUnitHour),
    priced('secrets', all.secrets, 'secrets', usd.secretMonth),
    priced('alarms', all.alarms, 'alarms', usd.alarmMonth, free.alarms),
    priced('metrics', all.metrics, 'metrics', usd.customMetricMonth, free.customMetrics),
    priced('dashboards', all.dashboards, 'dashboards', usd.dashboardMonth, free.dashboards),
    millions(
      'schedules',
      all.scheduledInvocations,
      'invocations',
      usd.millionScheduledInvocations,
      free.scheduledInvocations,
    ),
    millions('state machines', all.stateTransitions, 'transitions', usd.millionStateTransitions, free.stateTransitions),
    millions('API requests', all.apiRequests, 'requests', usd.millionApiRequests),
    millions('Lambda requests', all.lambdaRequests, 'requests', usd.millionLambdaRequests, free.lambdaRequests),
    priced(
      'Lambda time',
      all.lambdaGigabyteSeconds,
      'GB seconds',
      usd.lambdaGigabyteSecond,
      free.lambdaGigabyteSeconds,
    ),
    millions('table writes', all.tableWrites, 'writes', usd.millionTableWrites),
    millions('table reads', all.tableReads, 'reads', usd.millionTableReads),
    millions('traces', all.traces, 'traces', usd.millionTraces, free.traces),
    priced('spans', all.spanGigabytes, 'GB', usd.spanGigabyte),
    millions('indexed spans', all.indexedSpans, 'spans', usd.millionIndexedSpans),
    millions('queues', all.queuePolls, 'polls', usd.millionQueueRequests, free.queueRequests),
    // What is free of charge is so for both kinds of queues together.
    millions(
      'FIFO queues',
      all.fifoPolls,
      'polls',
      usd.millionFifoQueueRequests,
      Math.max(0, free.queueRequests - all.queuePolls),
    ),
    priced('health checks', all.healthChecks, 'checks', usd.healthCheckMonth, free.healthChecks),
    priced('health features', all.healthCheckFeatures, 'features', usd.healthCheckFeatureMonth),
    priced('NAT gateways', all.natGatewayHours, 'hours', usd.natGatewayHour),
    priced('endpoints', all.endpointHours, 'hours', usd.interfaceEndpointHour),
    priced('keys', all.keys, 'keys', usd.kmsKeyMonth),
  ].filter((line) => line.usd > 0);
}

/** Whole numbers as such, others with a digit that says something. */
const shown = (quantity: number): string => {
  if (Number.isInteger(quantity)) return String(quantity);
  return quantity < 1 ? quantity.toPrecision(2) : quantity.toFixed(1);
};
