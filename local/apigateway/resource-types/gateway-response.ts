import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import { existingApi, type Registry, stableId } from '../registry.ts';

const headerPattern = /^gatewayresponse\.header\.(?<name>.+)$/u;

const propertiesSchema = z.object({
  RestApiId: z.string(),
  ResponseType: z.string(),
  StatusCode: z.coerce.number().optional(),
  ResponseParameters: z.record(z.string(), z.string()).default({}),
  ResponseTemplates: z.record(z.string(), z.string()).default({}),
});

/** `AWS::ApiGateway::GatewayResponse` */
export const gatewayResponseType = (registry: Registry): ResourceType<z.output<typeof propertiesSchema>> => ({
  type: 'AWS::ApiGateway::GatewayResponse',
  update: 'create',
  parse: (properties) => propertiesSchema.parse(properties),
  create(properties, { stackName, logicalId }) {
    const headers: Record<string, string> = {};
    for (const [parameter, value] of Object.entries(properties.ResponseParameters)) {
      const name = headerPattern.exec(parameter)?.groups?.['name'];
      if (name !== undefined) headers[name.toLowerCase()] = value;
    }
    existingApi(registry, properties.RestApiId).gatewayResponses.set(properties.ResponseType, {
      status: properties.StatusCode,
      headers,
      template: properties.ResponseTemplates['application/json'],
    });
    return Promise.resolve({ ref: stableId(stackName, logicalId) });
  },
});
