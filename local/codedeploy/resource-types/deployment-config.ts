import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import type { DeploymentConfigs } from '../deployment-configs.ts';
import type { TrafficRouting } from '../traffic-plan.ts';

const percentage = z.coerce.number().int().min(1).max(99);
const interval = z.coerce.number().int().min(1).max(2880);

const routing = z.discriminatedUnion('Type', [
  z.object({ Type: z.literal('AllAtOnce') }).transform((): TrafficRouting => ({ type: 'AllAtOnce' })),
  z
    .object({
      Type: z.literal('TimeBasedCanary'),
      TimeBasedCanary: z.object({ CanaryPercentage: percentage, CanaryInterval: interval }),
    })
    .transform(
      ({ TimeBasedCanary: { CanaryPercentage, CanaryInterval } }): TrafficRouting => ({
        type: 'TimeBasedCanary',
        timeBasedCanary: { canaryPercentage: CanaryPercentage, canaryInterval: CanaryInterval },
      }),
    ),
  z
    .object({
      Type: z.literal('TimeBasedLinear'),
      TimeBasedLinear: z.object({ LinearPercentage: percentage, LinearInterval: interval }),
    })
    .transform(
      ({ TimeBasedLinear: { LinearPercentage, LinearInterval } }): TrafficRouting => ({
        type: 'TimeBasedLinear',
        timeBasedLinear: { linearPercentage: LinearPercentage, linearInterval: LinearInterval },
      }),
    ),
]);

const properties = z.object({
  DeploymentConfigName: z.string().optional(),
  ComputePlatform: z.literal('Lambda', 'only functions are deployed here'),
  TrafficRoutingConfig: routing.optional(),
});

/** `AWS::CodeDeploy::DeploymentConfig` */
export const deploymentConfigType = (configs: DeploymentConfigs): ResourceType<z.output<typeof properties>> => ({
  type: 'AWS::CodeDeploy::DeploymentConfig',
  parse: (given) => properties.parse(given),
  create({ DeploymentConfigName, TrafficRoutingConfig }, { defaultName }) {
    const name = DeploymentConfigName ?? defaultName;
    configs.add(name, TrafficRoutingConfig ?? { type: 'AllAtOnce' });
    return Promise.resolve({ ref: name });
  },
});
