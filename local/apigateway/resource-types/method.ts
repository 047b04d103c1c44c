import * as z from 'zod';
import { AwsError, type ResourceType } from '../../core/index.ts';
import { invocationUriSchema } from '../integration.ts';
import type { LambdaIntegration, Method, MockIntegration } from '../api.ts';
import { existingApi, type Registry } from '../registry.ts';

/** The longest timeout of an integration, in real milliseconds. */
const MAX_TIMEOUT = 29_000;

const lambdaSchema = z
  .object({
    Type: z.literal('AWS_PROXY'),
    Uri: invocationUriSchema,
    TimeoutInMillis: z.int().min(50).max(MAX_TIMEOUT).default(MAX_TIMEOUT),
  })
  .transform(
    ({ Uri, TimeoutInMillis }): LambdaIntegration => ({ kind: 'lambda', functionRef: Uri, timeout: TimeoutInMillis }),
  );

const plainTemplate = z
  .string()
  .refine((text) => !/[#$]/u.test(text), 'mapping templates with logic are not simulated');
const responseHeader = /^method\.response\.header\.(?<name>.+)$/u;

/** Whether a response's pattern selects it for a status. If no pattern does, the response without a pattern applies. */
const matches = (pattern: string | undefined, status: number): boolean =>
  pattern !== undefined && new RegExp(`^(?:${pattern})$`, 'u').test(String(status));

const mockSchema = z
  .object({
    Type: z.literal('MOCK'),
    RequestTemplates: z.record(z.string(), plainTemplate).default({}),
    IntegrationResponses: z
      .array(
        z.object({
          StatusCode: z.coerce.number(),
          SelectionPattern: z.string().optional(),
          ResponseParameters: z.record(z.string(), z.string()).default({}),
          ResponseTemplates: z.record(z.string(), plainTemplate).optional(),
        }),
      )
      .min(1),
  })
  .transform(({ RequestTemplates, IntegrationResponses }): MockIntegration => {
    const template = RequestTemplates['application/json'] ?? '';
    const status = Number(/"?statusCode"?\s*:\s*"?(?<code>\d{3})/u.exec(template)?.groups?.['code'] ?? 200);
    const response =
      IntegrationResponses.find(({ SelectionPattern }) => matches(SelectionPattern, status)) ??
      IntegrationResponses.find(({ SelectionPattern }) => SelectionPattern === undefined);
    const parameters = Object.entries(response?.ResponseParameters ?? {}).map(
      ([parameter, value]) =>
        [responseHeader.exec(parameter)?.groups?.['name']?.toLowerCase() ?? parameter, value] as const,
    );
    return { kind: 'mock', status: response?.StatusCode ?? 500, headers: Object.fromEntries(parameters) };
  });

const propertiesSchema = z.object({
  RestApiId: z.string(),
  ResourceId: z.string(),
  HttpMethod: z.string(),
  AuthorizationType: z.enum(['NONE', 'AWS_IAM', 'CUSTOM']).default('NONE'),
  AuthorizerId: z.string().optional(),
  ApiKeyRequired: z.boolean().default(false),
  RequestValidatorId: z.string().optional(),
  RequestParameters: z.record(z.string(), z.boolean()).default({}),
  RequestModels: z.record(z.string(), z.string()).default({}),
  Integration: z.union([lambdaSchema, mockSchema]),
});

/** `AWS::ApiGateway::Method` */
export const methodType = (registry: Registry): ResourceType<z.output<typeof propertiesSchema>> => ({
  type: 'AWS::ApiGateway::Method',
  update: 'create',
  parse: (properties) => propertiesSchema.parse(properties),
  create(properties, { logicalId }) {
    const resource = existingApi(registry, properties.RestApiId).resources.get(properties.ResourceId);
    if (!resource) {
      throw new AwsError(
        'NotFoundException',
        `method ${logicalId}: its API has no resource with the id ${properties.ResourceId}`,
      );
    }
    const method: Method = {
      httpMethod: properties.HttpMethod,
      authorization: properties.AuthorizationType,
      authorizerId: properties.AuthorizerId,
      apiKeyRequired: properties.ApiKeyRequired,
      integration: properties.Integration,
      validatorId: properties.RequestValidatorId,
      parameters: properties.RequestParameters,
      models: properties.RequestModels,
    };
    resource.methods.set(method.httpMethod, method);
    return Promise.resolve({ ref: logicalId });
  },
});
