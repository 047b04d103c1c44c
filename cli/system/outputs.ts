import type { SystemDescription } from '@evenkeel/chaos/schemas';

/** The outputs of all stacks of a system, by name. */
export type StackOutputs = ReadonlyMap<string, string>;

type CommerceParts = Pick<SystemDescription, 'apiKeys' | 'cluster' | 'tokenSecretArn'>;
export type UsagePlan = 'Basic' | 'Premium' | 'Power';

/**
 * The parts of the commerce system that the outputs contain. A custom system has none of them.
 *
 * @param keyValue looks up the value of a usage plan's API key by its id
 */
export async function commercePartsOf(
  outputs: StackOutputs,
  keyValue: (id: string, plan: UsagePlan) => Promise<string>,
): Promise<CommerceParts> {
  const [basic, premium, power] = await Promise.all(
    (['Basic', 'Premium', 'Power'] as const).map(async (plan) => {
      const id = outputs.get(`ApiKeyId${plan}`);
      return id === undefined ? undefined : keyValue(id, plan);
    }),
  );
  const arn = outputs.get('ClusterArn');
  const secretArn = outputs.get('ClusterSecretArn');
  const tokenSecretArn = outputs.get('TokenSecretArn');
  return {
    ...(basic === undefined || premium === undefined || power === undefined
      ? {}
      : { apiKeys: { basic, premium, power } }),
    ...(arn === undefined || secretArn === undefined ? {} : { cluster: { arn, secretArn } }),
    ...(tokenSecretArn === undefined ? {} : { tokenSecretArn }),
  };
}
