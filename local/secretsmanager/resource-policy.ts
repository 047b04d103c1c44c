import * as z from 'zod';
import type { ResourceType, Site } from '../core/index.ts';
import type { Secrets } from './secrets.ts';

const properties = z.object({ SecretId: z.string(), ResourcePolicy: z.unknown() });

/** `AWS::SecretsManager::ResourcePolicy`: who may use the secret, beside what the policies of the callers' roles allow. */
export const resourcePolicyType = (
  secrets: Secrets,
  { access }: Pick<Site, 'access'>,
): ResourceType<z.output<typeof properties>> => ({
  type: 'AWS::SecretsManager::ResourcePolicy',
  parse: (given) => properties.parse(given),
  create({ SecretId, ResourcePolicy }) {
    const { arn } = secrets.get(SecretId);
    access.attachToResource(arn, ResourcePolicy);
    return Promise.resolve({ ref: arn, attributes: { Id: arn } });
  },
});
