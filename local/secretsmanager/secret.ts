import * as z from 'zod';
import { formatArn, type ResourceType, type Site } from '../core/index.ts';
import { generateSecret, generateSecretString } from './generate.ts';
import type { Secrets } from './secrets.ts';

const secretProperties = z
  .strictObject({
    Name: z.string().optional(),
    Description: z.string().optional(),
    SecretString: z.string().optional(),
    GenerateSecretString: generateSecretString.optional(),
    KmsKeyId: z.unknown().optional(),
    ReplicaRegions: z.unknown().optional(),
    Tags: z.unknown().optional(),
  })
  .refine((it) => it.SecretString === undefined || it.GenerateSecretString === undefined, {
    message: 'SecretString and GenerateSecretString exclude each other',
  });
type SecretProperties = z.output<typeof secretProperties>;

const ENDING = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** `count` random characters of those in an ARN's ending or a version's id. */
const randomName = (count: number, random: () => number): string =>
  Array.from({ length: count }, () => ENDING.charAt(Math.floor(random() * ENDING.length))).join('');

/** `AWS::SecretsManager::Secret`; a secret without a value, which AWS allows, is the empty generated one here too. */
export function secretType(secrets: Secrets, site: Site): ResourceType<SecretProperties> {
  return {
    type: 'AWS::SecretsManager::Secret',
    parse: (properties) => secretProperties.parse(properties),
    create: (properties, { defaultName }) => {
      const { random, clock, region, accountId } = site;
      const name = properties.Name ?? defaultName;
      const generated = properties.GenerateSecretString ?? generateSecretString.parse({});
      const arn = formatArn({
        service: 'secretsmanager',
        region,
        accountId,
        resource: `secret:${name}-${randomName(6, random)}`,
      });
      secrets.put({
        name,
        arn,
        description: properties.Description,
        value: properties.SecretString ?? generateSecret(generated, random),
        versionId: randomName(32, random),
        createdAt: clock.now(),
      });
      return Promise.resolve({ ref: arn, attributes: { Id: arn } });
    },
  };
}
