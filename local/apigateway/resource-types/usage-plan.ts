import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import { type Registry, stableId } from '../registry.ts';

const propertiesSchema = z.object({
  UsagePlanName: z.string().optional(),
  ApiStages: z
    .array(
      z.object({
        ApiId: z.string(),
        Stage: z.string(),
        Throttle: z
          .strictObject({}, { error: 'throttling of single methods is not simulated; throttle the plan' })
          .optional(),
      }),
    )
    .default([]),
  Throttle: z
    .object({ RateLimit: z.number().positive(), BurstLimit: z.int().positive().optional() })
    .transform(({ RateLimit, BurstLimit }) => ({ rate: RateLimit, burst: BurstLimit ?? Math.ceil(RateLimit) }))
    .optional(),
  Quota: z
    .object({
      Limit: z.int().positive(),
      Period: z.enum(['DAY', 'WEEK', 'MONTH']),
      Offset: z.literal(0, { error: 'an offset in the first period is not simulated; use 0' }).optional(),
    })
    .transform(({ Limit, Period }) => ({ limit: Limit, period: Period }))
    .optional(),
});

/** `AWS::ApiGateway::UsagePlan` */
export const usagePlanType = (registry: Registry): ResourceType<z.output<typeof propertiesSchema>> => ({
  type: 'AWS::ApiGateway::UsagePlan',
  parse: (properties) => propertiesSchema.parse(properties),
  create({ UsagePlanName, ApiStages, Throttle, Quota }, { stackName, logicalId, defaultName }) {
    const id = stableId(stackName, logicalId);
    registry.plans.set(id, {
      id,
      name: UsagePlanName ?? defaultName,
      stages: ApiStages.map(({ ApiId, Stage }) => ({ apiId: ApiId, stage: Stage })),
      throttle: Throttle,
      quota: Quota,
      keyIds: new Set(),
    });
    return Promise.resolve({ ref: id, attributes: { Id: id } });
  },
});
