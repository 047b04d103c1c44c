import { AwsError } from '../core/index.ts';
import type { TrafficRouting } from './traffic-plan.ts';

const canary = (canaryPercentage: number, canaryInterval: number): TrafficRouting => ({
  type: 'TimeBasedCanary',
  timeBasedCanary: { canaryPercentage, canaryInterval },
});
const linear = (linearPercentage: number, linearInterval: number): TrafficRouting => ({
  type: 'TimeBasedLinear',
  timeBasedLinear: { linearPercentage, linearInterval },
});

/** The configurations for functions that every account has. */
const PREDEFINED: Readonly<Record<string, TrafficRouting>> = {
  'CodeDeployDefault.LambdaAllAtOnce': { type: 'AllAtOnce' },
  'CodeDeployDefault.LambdaCanary10Percent5Minutes': canary(10, 5),
  'CodeDeployDefault.LambdaCanary10Percent10Minutes': canary(10, 10),
  'CodeDeployDefault.LambdaCanary10Percent15Minutes': canary(10, 15),
  'CodeDeployDefault.LambdaCanary10Percent30Minutes': canary(10, 30),
  'CodeDeployDefault.LambdaLinear10PercentEvery1Minute': linear(10, 1),
  'CodeDeployDefault.LambdaLinear10PercentEvery2Minutes': linear(10, 2),
  'CodeDeployDefault.LambdaLinear10PercentEvery3Minutes': linear(10, 3),
  'CodeDeployDefault.LambdaLinear10PercentEvery10Minutes': linear(10, 10),
};

/** The name of the configuration that a deployment has if neither it nor its group names one. */
export const DEFAULT_CONFIG = 'CodeDeployDefault.LambdaAllAtOnce';

/** All deployment configurations for functions, by name. */
export class DeploymentConfigs {
  readonly #byName = new Map<string, TrafficRouting>(Object.entries(PREDEFINED));

  /** @throws AwsError DeploymentConfigAlreadyExistsException */
  add(name: string, routing: TrafficRouting): void {
    if (this.#byName.has(name)) {
      throw new AwsError('DeploymentConfigAlreadyExistsException', `DeploymentConfig ${name} already exists`);
    }
    this.#byName.set(name, routing);
  }

  /** @throws AwsError DeploymentConfigDoesNotExistException */
  named(name: string): TrafficRouting {
    const routing = this.#byName.get(name);
    if (routing) return routing;
    throw new AwsError('DeploymentConfigDoesNotExistException', `No Deployment Configuration found for name: ${name}`);
  }
}
