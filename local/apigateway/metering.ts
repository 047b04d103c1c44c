/** Rate limits and quotas of stages and API keys. Rates count in real time, quotas in virtual time. */
import type { ApiKey, Stage, UsagePlan } from './api.ts';
import { type DailyUsage, dayOf, remaining } from './quota.ts';
import { type Bucket, takeToken } from '../core/token-bucket.ts';

type Refusal = 'THROTTLED' | 'QUOTA_EXCEEDED';

export interface Metering {
  /** Counts one request against the stage's throttle; undefined if the request is allowed. */
  readonly takeForStage: (apiId: string, stage: Stage) => Refusal | undefined;
  /** Counts one request against the plan's throttle and quota; undefined if the request is allowed. */
  readonly takeForKey: (plan: UsagePlan, key: ApiKey) => Refusal | undefined;
  readonly usageOf: (planId: string, keyId: string) => DailyUsage;
}

/**
 * @param realNow monotonic milliseconds
 * @param virtualNow virtual milliseconds since the epoch
 */
export function createMetering(realNow: () => number, virtualNow: () => number): Metering {
  const buckets = new Map<string, Bucket>();
  const usages = new Map<string, Map<string, number>>();

  const passes = (name: string, throttle: UsagePlan['throttle']): boolean => {
    if (!throttle) return true;
    const { allowed, bucket } = takeToken(buckets.get(name), throttle, realNow());
    buckets.set(name, bucket);
    return allowed;
  };
  const usageOf = (planId: string, keyId: string): Map<string, number> => {
    const name = `${planId}/${keyId}`;
    const usage = usages.get(name) ?? new Map<string, number>();
    usages.set(name, usage);
    return usage;
  };

  return {
    takeForStage: (apiId, { name, throttle }) => (passes(`${apiId}/${name}`, throttle) ? undefined : 'THROTTLED'),
    takeForKey(plan, key) {
      if (!passes(`${plan.id}/${key.id}`, plan.throttle)) return 'THROTTLED';
      const usage = usageOf(plan.id, key.id);
      if (plan.quota && remaining(usage, plan.quota, virtualNow()) === 0) return 'QUOTA_EXCEEDED';
      const today = dayOf(virtualNow());
      usage.set(today, (usage.get(today) ?? 0) + 1);
      return undefined;
    },
    usageOf,
  };
}
