import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import { existingApi, type Registry } from '../registry.ts';

const settingSchema = z.object({
  HttpMethod: z.string().default('*'),
  ResourcePath: z.string().default('/*'),
  ThrottlingRateLimit: z.number().optional(),
  ThrottlingBurstLimit: z.int().optional(),
});

const propertiesSchema = z.object({
  RestApiId: z.string(),
  DeploymentId: z.string(),
  StageName: z.string(),
  Variables: z.record(z.string(), z.string()).default({}),
  MethodSettings: z
    .array(settingSchema)
    .default([])
    .refine(
      (settings) =>
        settings.every(
          ({ HttpMethod, ResourcePath, ThrottlingRateLimit }) =>
            ThrottlingRateLimit === undefined || (HttpMethod === '*' && ResourcePath === '/*'),
        ),
      'throttling of single methods is not simulated; throttle the stage (method *, path /*) or a usage plan',
    ),
});

/** `AWS::ApiGateway::Stage` */
export const stageType = (registry: Registry): ResourceType<z.output<typeof propertiesSchema>> => ({
  type: 'AWS::ApiGateway::Stage',
  update: 'create',
  parse: (properties) => propertiesSchema.parse(properties),
  create({ RestApiId, DeploymentId, StageName, Variables, MethodSettings }) {
    const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } =
      MethodSettings.find(({ ThrottlingRateLimit }) => ThrottlingRateLimit !== undefined) ?? {};
    existingApi(registry, RestApiId).stages.set(StageName, {
      name: StageName,
      deploymentId: DeploymentId,
      variables: Variables,
      throttle: rate === undefined ? undefined : { rate, burst: burst ?? rate },
    });
    return Promise.resolve({ ref: StageName });
  },
});
