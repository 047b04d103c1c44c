import * as z from 'zod';
import { defineRestOperation, jsonReply, parseInput } from '../../core/index.ts';
import type { UsagePlan } from '../api.ts';
import type { ControlContext } from '../control-context.ts';
import { onPath } from '../permission.ts';
import { dayOf, remaining } from '../quota.ts';
import { existingKey, existingPlan } from '../registry.ts';

const DAY = 24 * 60 * 60_000;

const describePlan = ({ id, name, stages, throttle, quota }: UsagePlan) => ({
  id,
  name,
  apiStages: stages,
  throttle: throttle && { rateLimit: throttle.rate, burstLimit: throttle.burst },
  quota,
});

export const getUsagePlans = defineRestOperation<ControlContext>({
  method: 'GET',
  path: '/usageplans',
  permissions: onPath,
  run: (_, __, { registry }) => jsonReply(200, { item: [...registry.plans.values()].map(describePlan) }),
});

export const getUsagePlan = defineRestOperation<ControlContext>({
  method: 'GET',
  path: '/usageplans/{id}',
  permissions: onPath,
  run: ({ id = '' }, _, { registry }) => jsonReply(200, describePlan(existingPlan(registry, id))),
});

export const getUsagePlanKeys = defineRestOperation<ControlContext>({
  method: 'GET',
  path: '/usageplans/{id}/keys',
  permissions: onPath,
  run({ id = '' }, _, { registry }) {
    const keys = [...existingPlan(registry, id).keyIds].map((keyId) => existingKey(registry, keyId));
    return jsonReply(200, { item: keys.map((key) => ({ id: key.id, name: key.name, type: 'API_KEY' })) });
  },
});

/** Maximum number of days that one request can ask for: a year. */
const MAX_DAYS = 366;

const spanSchema = z
  .object({ startDate: z.iso.date(), endDate: z.iso.date(), keyId: z.string().optional() })
  .refine(({ startDate, endDate }) => Date.parse(endDate) - Date.parse(startDate) < MAX_DAYS * DAY, {
    path: ['endDate'],
    message: `must be less than ${MAX_DAYS} days after startDate`,
  });

/** The used and remaining requests of each key, day by day. */
export const getUsage = defineRestOperation<ControlContext>({
  method: 'GET',
  path: '/usageplans/{id}/usage',
  permissions: onPath,
  run({ id = '' }, { url }, { registry, metering }) {
    const plan = existingPlan(registry, id);
    const { startDate, endDate, keyId } = parseInput(spanSchema, Object.fromEntries(url.searchParams));
    const days: number[] = [];
    for (let day = Date.parse(startDate); day <= Date.parse(endDate); day += DAY) days.push(day);
    const values = [...plan.keyIds]
      .filter((key) => keyId === undefined || key === keyId)
      .map((key) => {
        const usage = metering.usageOf(id, key);
        const row = days.map((day) => [usage.get(dayOf(day)) ?? 0, plan.quota ? remaining(usage, plan.quota, day) : 0]);
        return [key, row] as const;
      });
    return jsonReply(200, { usagePlanId: id, startDate, endDate, values: Object.fromEntries(values) });
  },
});
