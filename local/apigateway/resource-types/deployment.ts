import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import { stableId } from '../registry.ts';

const propertiesSchema = z.object({ RestApiId: z.string() });

/** `AWS::ApiGateway::Deployment`: only an id, because the API always serves its current methods. */
export const deploymentType: ResourceType<z.output<typeof propertiesSchema>> = {
  type: 'AWS::ApiGateway::Deployment',
  parse: (properties) => propertiesSchema.parse(properties),
  create(_, { stackName, logicalId }) {
    const id = stableId(stackName, logicalId);
    return Promise.resolve({ ref: id, attributes: { DeploymentId: id } });
  },
};
