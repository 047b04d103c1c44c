import * as z from 'zod';
import { defineOperation, type Operation } from '../core/index.ts';
import type { Secret, Secrets } from './secrets.ts';

const byId = z.object({ SecretId: z.string() });

/** The description of a secret, without its value and with times in seconds. */
const describe = ({ name, arn, description, versionId, createdAt }: Secret) => ({
  ARN: arn,
  Name: name,
  Description: description,
  CreatedDate: createdAt / 1000,
  LastChangedDate: createdAt / 1000,
  VersionIdsToStages: { [versionId]: ['AWSCURRENT'] },
});

const getSecretValue = defineOperation({
  name: 'GetSecretValue',
  input: byId,
  run: ({ SecretId }, secrets: Secrets) => {
    const { arn, name, value, versionId, createdAt } = secrets.get(SecretId);
    return {
      ARN: arn,
      Name: name,
      SecretString: value,
      VersionId: versionId,
      VersionStages: ['AWSCURRENT'],
      CreatedDate: createdAt / 1000,
    };
  },
});

const describeSecret = defineOperation({
  name: 'DescribeSecret',
  input: byId,
  run: ({ SecretId }, secrets: Secrets) => describe(secrets.get(SecretId)),
});

const listSecrets = defineOperation({
  name: 'ListSecrets',
  input: z.object({}),
  run: (_input, secrets: Secrets) => ({
    SecretList: secrets.all().map((secret) => {
      const { VersionIdsToStages: SecretVersionsToStages, ...rest } = describe(secret);
      return { ...rest, SecretVersionsToStages };
    }),
  }),
});

export const operations: readonly Operation<Secrets>[] = [getSecretValue, describeSecret, listSecrets];
