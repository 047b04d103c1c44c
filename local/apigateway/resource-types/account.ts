import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';

const propertiesSchema = z.object({});

/** `AWS::ApiGateway::Account`: the role with which API Gateway writes logs. It has no effect here. */
export const accountType: ResourceType<z.output<typeof propertiesSchema>> = {
  type: 'AWS::ApiGateway::Account',
  parse: (properties) => propertiesSchema.parse(properties),
  create: (_, { logicalId }) => Promise.resolve({ ref: logicalId, attributes: { Id: logicalId } }),
};
