/** Who may call how often: stages and API keys, each in its usage plan. Rates are real time, quotas virtual. */
import type { ApiKey, Stage, UsagePlan } from './api.ts';
import { type DailyUse, dayOf, remaining } from './quota.ts';
import { type Bucket, takeToken } from './token-bucket.ts';

type Refusal = 'THROTTLED' | 'QUOTA_EXCEEDED';

export interface Metering {
  readonly takeForStage: (apiId: string, stage: Stage) => Refusal | undefined;
  readonly takeForKey: (plan: UsagePlan, key: ApiKey) => Refusal | undefined;
  readonly useOf: (planId: string, keyId: string) => DailyUse;
}

/**
 * @param realNow monotonic milliseconds
 * @param virtualNow virtual milliseconds since the epoch
 */
export function createMetering(realNow: () => number, virtualNow: () => number): Metering {
  const buckets = new Map<string, Bucket>();
  const uses = new Map<string, Map<string, number>>();

  const passes = (name: string, throttle: UsagePlan['throttle']): boolean => {
    if (!throttle) return true;
    const { allowed, bucket } = takeToken(buckets.get(name), throttle, realNow());
    buckets.set(name, bucket);
    return allowed;
  };
  const useOf = (planId: string, keyId: string): Map<string, number> => {
    const name = `${planId}/${keyId}`;
    const use = uses.get(name) ?? new Map<string, number>();
    uses.set(name, use);
    return use;
  };

  return {
    takeForStage: (apiId, { name, throttle }) => (passes(`${apiId}/${name}`, throttle) ? undefined : 'THROTTLED'),
    takeForKey(plan, key) {
      if (!passes(`${plan.id}/${key.id}`, plan.throttle)) return 'THROTTLED';
      const use = useOf(plan.id, key.id);
      if (plan.quota && remaining(use, plan.quota, virtualNow()) === 0) return 'QUOTA_EXCEEDED';
      const today = dayOf(virtualNow());
      use.set(today, (use.get(today) ?? 0) + 1);
      return undefined;
    },
    useOf,
  };
}
