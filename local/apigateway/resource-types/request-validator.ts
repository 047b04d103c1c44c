import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import { existingApi, type Registry, stableId } from '../registry.ts';

const propertiesSchema = z.object({
  RestApiId: z.string(),
  ValidateRequestBody: z.boolean().default(false),
  ValidateRequestParameters: z.boolean().default(false),
});

/** `AWS::ApiGateway::RequestValidator` */
export const requestValidatorType = (registry: Registry): ResourceType<z.output<typeof propertiesSchema>> => ({
  type: 'AWS::ApiGateway::RequestValidator',
  update: 'create',
  parse: (properties) => propertiesSchema.parse(properties),
  create({ RestApiId, ValidateRequestBody, ValidateRequestParameters }, { stackName, logicalId }) {
    const id = stableId(stackName, logicalId);
    const validator = { body: ValidateRequestBody, parameters: ValidateRequestParameters };
    existingApi(registry, RestApiId).validators.set(id, validator);
    return Promise.resolve({ ref: id, attributes: { RequestValidatorId: id } });
  },
});
