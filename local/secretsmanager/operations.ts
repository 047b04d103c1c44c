import * as z from 'zod';
import { defineOperation, type Operation, type Permission } from '../core/index.ts';
import type { Secret, Secrets } from './secrets.ts';

const byId = z.object({ SecretId: z.string() });

/** What an action on a secret needs. A secret that does not exist has no ARN, so its id takes the ARN's place. */
const onSecret = (action: string, { SecretId }: z.output<typeof byId>, secrets: Secrets): readonly Permission[] => [
  { action: `secretsmanager:${action}`, resource: secrets.find(SecretId)?.arn ?? SecretId },
];

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
  permissions: (input, _account, secrets: Secrets) => onSecret('GetSecretValue', input, secrets),
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
  permissions: (input, _account, secrets: Secrets) => onSecret('DescribeSecret', input, secrets),
  run: ({ SecretId }, secrets: Secrets) => describe(secrets.get(SecretId)),
});

const listSecrets = defineOperation({
  name: 'ListSecrets',
  input: z.object({}),
  permissions: () => [{ action: 'secretsmanager:ListSecrets', resource: '*' }],
  run: (_input, secrets: Secrets) => ({
    SecretList: secrets.all().map((secret) => {
      const { VersionIdsToStages: SecretVersionsToStages, ...rest } = describe(secret);
      return { ...rest, SecretVersionsToStages };
    }),
  }),
});

export const operations: readonly Operation<Secrets>[] = [getSecretValue, describeSecret, listSecrets];
