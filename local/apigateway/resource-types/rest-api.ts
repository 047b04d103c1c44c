import * as z from 'zod';
import type { Clock, ResourceType } from '../../core/index.ts';
import { type Registry, stableId } from '../registry.ts';

const propertiesSchema = z.object({
  Name: z.string().optional(),
  ApiKeySourceType: z.enum(['HEADER', 'AUTHORIZER']).default('HEADER'),
  BinaryMediaTypes: z.array(z.string()).default([]),
  Body: z.never({ error: 'an OpenAPI body is not simulated; define resources and methods instead' }).optional(),
});

/** `AWS::ApiGateway::RestApi` */
export const restApiType = (registry: Registry, clock: Clock): ResourceType<z.output<typeof propertiesSchema>> => ({
  type: 'AWS::ApiGateway::RestApi',
  parse: (properties) => propertiesSchema.parse(properties),
  create({ Name, ApiKeySourceType, BinaryMediaTypes }, { stackName, logicalId, defaultName }) {
    const id = stableId(stackName, logicalId);
    const rootId = stableId(stackName, logicalId, '/');
    registry.apis.set(id, {
      id,
      name: Name ?? defaultName,
      createdAt: clock.now(),
      rootId,
      keySource: ApiKeySourceType,
      binaryMediaTypes: BinaryMediaTypes.map((type) => type.replace('~1', '/')),
      resources: new Map([[rootId, { id: rootId, pathPart: '', path: '/', methods: new Map() }]]),
      stages: new Map(),
      authorizers: new Map(),
      validators: new Map(),
      models: new Map(),
      gatewayResponses: new Map(),
    });
    return Promise.resolve({ ref: id, attributes: { RestApiId: id, RootResourceId: rootId } });
  },
});
