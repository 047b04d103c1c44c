import * as z from 'zod';
import { randomName, type ResourceType, type Site } from '../../core/index.ts';
import { type Registry, stableId } from '../registry.ts';

const KEY_LENGTH = 40;

const propertiesSchema = z.object({
  Name: z.string().optional(),
  Value: z.string().min(20).max(128).optional(),
  Enabled: z.boolean().default(false),
});

/** `AWS::ApiGateway::ApiKey` */
export const apiKeyType = (registry: Registry, { clock }: Site): ResourceType<z.output<typeof propertiesSchema>> => ({
  type: 'AWS::ApiGateway::ApiKey',
  parse: (properties) => propertiesSchema.parse(properties),
  create({ Name, Value, Enabled }, { stackName, logicalId, defaultName }) {
    const id = stableId(stackName, logicalId);
    registry.keys.set(id, {
      id,
      name: Name ?? defaultName,
      value: Value ?? randomName(KEY_LENGTH),
      enabled: Enabled,
      createdAt: clock.now(),
    });
    return Promise.resolve({ ref: id, attributes: { APIKeyId: id } });
  },
});
