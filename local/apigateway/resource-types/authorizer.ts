import * as z from 'zod';
import { linearRegex, type ResourceType } from '../../core/index.ts';
import { invocationUriSchema } from '../integration.ts';
import { existingApi, type Registry, stableId } from '../registry.ts';

const DEFAULT_TTL_SECONDS = 300;

const propertiesSchema = z.object({
  RestApiId: z.string(),
  Name: z.string(),
  Type: z.enum(['TOKEN', 'REQUEST'], { error: 'only Lambda authorisers (TOKEN, REQUEST) are simulated' }),
  AuthorizerUri: invocationUriSchema,
  IdentitySource: z.string().default(''),
  IdentityValidationExpression: z.string().optional(),
  AuthorizerResultTtlInSeconds: z.int().min(0).max(3600).default(DEFAULT_TTL_SECONDS),
});

const validationOf = (expression: string) => {
  const regex = linearRegex(expression);
  if (!regex) {
    throw new Error(
      `IdentityValidationExpression ${JSON.stringify(expression)} is not a regular expression that is simulated: lookarounds and back-references are not.`,
    );
  }
  return regex;
};

/** `AWS::ApiGateway::Authorizer` */
export const authorizerType = (registry: Registry): ResourceType<z.output<typeof propertiesSchema>> => ({
  type: 'AWS::ApiGateway::Authorizer',
  parse: (properties) => propertiesSchema.parse(properties),
  create(properties, { stackName, logicalId }) {
    const id = stableId(stackName, logicalId);
    const expression = properties.IdentityValidationExpression;
    const sources = properties.IdentitySource.split(',').map((source) => source.trim());
    existingApi(registry, properties.RestApiId).authorizers.set(id, {
      id,
      name: properties.Name,
      type: properties.Type,
      functionRef: properties.AuthorizerUri,
      identitySources: sources.filter((source) => source !== ''),
      validation: expression === undefined ? undefined : validationOf(expression),
      timeToLive: properties.AuthorizerResultTtlInSeconds * 1000,
    });
    return Promise.resolve({ ref: id, attributes: { AuthorizerId: id } });
  },
});
