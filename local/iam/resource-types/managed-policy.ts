import * as z from 'zod';
import { type Account, formatArn, type ResourceType } from '../../core/index.ts';
import type { Identities } from '../identities.ts';
import { defined, roleNames } from './policy-attachments.ts';

const properties = z.object({
  ManagedPolicyName: z.string().optional(),
  Path: z.string().default('/'),
  PolicyDocument: z.unknown(),
  Roles: roleNames,
});

/** `AWS::IAM::ManagedPolicy` */
export const managedPolicyType = (
  identities: Identities,
  { accountId }: Account,
): ResourceType<z.output<typeof properties>> => ({
  type: 'AWS::IAM::ManagedPolicy',
  parse: (given) => properties.parse(given),
  create({ ManagedPolicyName, Path, PolicyDocument, Roles }, { defaultName }) {
    const resource = `policy${Path}${ManagedPolicyName ?? defaultName}`;
    const arn = formatArn({ service: 'iam', region: '', accountId, resource });
    identities.putManagedPolicy(arn, PolicyDocument);
    for (const role of defined(identities, Roles)) identities.attach(role, arn);
    return Promise.resolve({ ref: arn, attributes: { PolicyArn: arn } });
  },
});
