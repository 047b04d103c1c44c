import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { SecretValue, type RemovalPolicy } from 'aws-cdk-lib';
import { type SecretPlace, sharedSecret } from './shared-secret.ts';

interface Plan {
  readonly name: 'Basic' | 'Premium' | 'Power';
  /** Requests per second, and the size of a burst. Absent: not throttled. */
  readonly throttle?: { readonly rateLimit: number; readonly burstLimit: number };
  readonly requestsPerDay: number;
}

const plans: readonly Plan[] = [
  { name: 'Basic', throttle: { rateLimit: 5, burstLimit: 10 }, requestsPerDay: 20_000 },
  { name: 'Premium', throttle: { rateLimit: 100, burstLimit: 200 }, requestsPerDay: 1_000_000 },
  { name: 'Power', requestsPerDay: 50_000_000 },
];

/** Characters of a key that regions share; API Gateway takes 20 to 128. */
const KEY_LENGTH = 40;

/**
 * The usage plans, with one key each. Keys only meter usage; the authorisation identifies callers.
 *
 * @param shared makes the keys those of both regions of a stage; each region meters on its own
 */
export function usagePlans(
  scope: Construct,
  api: apigateway.RestApi,
  prefix: string,
  shared?: SecretPlace & { readonly removalPolicy: RemovalPolicy },
): ReadonlyMap<Plan['name'], apigateway.IApiKey> {
  return new Map(
    plans.map((plan) => {
      const name = `${prefix}${plan.name.toLowerCase()}`;
      const secretName = `${prefix}api-key-${plan.name.toLowerCase()}`;
      const secret =
        shared && sharedSecret(scope, `KeySecret${plan.name}`, { ...shared, secretName, passwordLength: KEY_LENGTH });
      const key = new apigateway.ApiKey(scope, `Key${plan.name}`, {
        apiKeyName: name,
        ...(secret && { value: SecretValue.secretsManager(secretName).unsafeUnwrap() }),
      });
      // CloudFormation cannot see the order from a reference by name.
      if (shared?.isHome === true && secret !== undefined) key.node.addDependency(secret);
      const usage = new apigateway.UsagePlan(scope, `Plan${plan.name}`, {
        name,
        ...(plan.throttle === undefined ? {} : { throttle: plan.throttle }),
        quota: { limit: plan.requestsPerDay, period: apigateway.Period.DAY },
        apiStages: [{ api: api.deploymentStage.restApi, stage: api.deploymentStage }],
      });
      // CDK's own id contains the path of the app. A stage may move into a pipeline, and a plan accepts a key only once.
      usage.addApiKey(key, { overrideLogicalId: `Plan${plan.name}Key` });
      return [plan.name, key];
    }),
  );
}
