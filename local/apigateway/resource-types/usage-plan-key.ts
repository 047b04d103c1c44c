import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import { existingKey, existingPlan, type Registry } from '../registry.ts';

const propertiesSchema = z.object({ KeyId: z.string(), KeyType: z.literal('API_KEY'), UsagePlanId: z.string() });

/** `AWS::ApiGateway::UsagePlanKey` */
export const usagePlanKeyType = (registry: Registry): ResourceType<z.output<typeof propertiesSchema>> => ({
  type: 'AWS::ApiGateway::UsagePlanKey',
  parse: (properties) => propertiesSchema.parse(properties),
  create({ KeyId, UsagePlanId }) {
    const { id } = existingKey(registry, KeyId);
    existingPlan(registry, UsagePlanId).keyIds.add(id);
    return Promise.resolve({ ref: `${id}:${UsagePlanId}`, attributes: { Id: `${id}:${UsagePlanId}` } });
  },
});
