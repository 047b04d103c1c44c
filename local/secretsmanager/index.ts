/** Secrets Manager: secrets from templates, generated or given, which clients read by id. */
import { answerJson, type AwsService, type Site } from '../core/index.ts';
import { type DescribeTarget, secretTargetAttachmentType } from './attachment.ts';
import { operations } from './operations.ts';
import { resourcePolicyType } from './resource-policy.ts';
import { secretType } from './secret.ts';
import type { Secrets } from './secrets.ts';

export { replicaOf, type Secret, Secrets } from './secrets.ts';

export function createSecretsManager(site: Site, secrets: Secrets, describeTarget: DescribeTarget): AwsService {
  return {
    name: 'secretsmanager',
    handle: answerJson(operations, secrets, site),
    resourceTypes: [
      secretType(secrets, site),
      secretTargetAttachmentType(secrets, describeTarget),
      resourcePolicyType(secrets, site),
    ],
    close: () => Promise.resolve(),
  };
}
