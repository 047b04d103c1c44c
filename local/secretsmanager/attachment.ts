import * as z from 'zod';
import type { ResourceType } from '../core/index.ts';
import type { Secrets } from './secrets.ts';

const attachmentProperties = z.strictObject({
  SecretId: z.string(),
  TargetId: z.string(),
  TargetType: z.string(),
});
type AttachmentProperties = z.output<typeof attachmentProperties>;

const jsonObject = z.record(z.string(), z.unknown());

/** Returns the connection details of a database for its attached secret. */
export type DescribeTarget = (targetId: string) => Readonly<Record<string, string | number>>;

/** `AWS::SecretsManager::SecretTargetAttachment`: adds the connection details of the database to the secret. */
export function secretTargetAttachmentType(
  secrets: Secrets,
  describeTarget: DescribeTarget,
): ResourceType<AttachmentProperties> {
  return {
    type: 'AWS::SecretsManager::SecretTargetAttachment',
    parse: (properties) => attachmentProperties.parse(properties),
    create: ({ SecretId, TargetId }) => {
      const secret = secrets.get(SecretId);
      const value = { ...jsonObject.parse(JSON.parse(secret.value)), ...describeTarget(TargetId) };
      secrets.put({ ...secret, value: JSON.stringify(value) });
      return Promise.resolve({ ref: secret.arn });
    },
  };
}
