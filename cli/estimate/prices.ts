import { readFileSync } from 'node:fs';
import * as z from 'zod';

const usd = z.number().nonnegative();

/** List prices of one region on one date, and what AWS gives each account free of charge for good. */
const Prices = z.strictObject({
  date: z.iso.date(),
  region: z.string(),
  usd: z.strictObject({
    secretMonth: usd,
    alarmMonth: usd,
    customMetricMonth: usd,
    dashboardMonth: usd,
    auroraCapacityUnitHour: usd,
    natGatewayHour: usd,
    interfaceEndpointHour: usd,
    kmsKeyMonth: usd,
    millionLambdaRequests: usd,
    lambdaGigabyteSecond: usd,
    millionApiRequests: usd,
    millionTableWrites: usd,
    millionTableReads: usd,
    millionScheduledInvocations: usd,
    millionStateTransitions: usd,
    millionQueueRequests: usd,
    millionFifoQueueRequests: usd,
    millionTraces: usd,
    spanGigabyte: usd,
    millionIndexedSpans: usd,
    healthCheckMonth: usd,
    healthCheckFeatureMonth: usd,
  }),
  /** Quantities a month. */
  free: z.strictObject({
    alarms: z.number(),
    customMetrics: z.number(),
    dashboards: z.number(),
    lambdaRequests: z.number(),
    lambdaGigabyteSeconds: z.number(),
    scheduledInvocations: z.number(),
    stateTransitions: z.number(),
    queueRequests: z.number(),
    traces: z.number(),
    healthChecks: z.number(),
  }),
});

export type Prices = z.infer<typeof Prices>;

/** The price table in `prices.json`. */
export const prices: Prices = Prices.parse(JSON.parse(readFileSync(new URL('./prices.json', import.meta.url), 'utf8')));
