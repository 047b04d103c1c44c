import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import { existingApi, type Registry } from '../registry.ts';

const propertiesSchema = z.object({
  RestApiId: z.string(),
  Name: z.string().optional(),
  Schema: z.record(z.string(), z.unknown()).default({}),
});

/** `AWS::ApiGateway::Model` */
export const modelType = (registry: Registry): ResourceType<z.output<typeof propertiesSchema>> => ({
  type: 'AWS::ApiGateway::Model',
  update: 'create',
  parse: (properties) => propertiesSchema.parse(properties),
  create({ RestApiId, Name, Schema }, { logicalId }) {
    const name = Name ?? logicalId;
    existingApi(registry, RestApiId).models.set(name, Schema);
    return Promise.resolve({ ref: name });
  },
});
