import * as z from 'zod';
import { randomName, type ResourceType, type Site } from '../../core/index.ts';
import type { Identities } from '../identities.ts';
import { inlinePolicy } from './policy-attachments.ts';

const properties = z.object({
  RoleName: z.string().optional(),
  AssumeRolePolicyDocument: z.unknown(),
  ManagedPolicyArns: z.array(z.string()).default([]),
  PermissionsBoundary: z.string().optional(),
  Policies: z.array(inlinePolicy).default([]),
});

/** `AWS::IAM::Role` */
export const roleType = (
  identities: Identities,
  { clock }: Pick<Site, 'clock'>,
): ResourceType<z.output<typeof properties>> => ({
  type: 'AWS::IAM::Role',
  parse: (given) => properties.parse(given),
  create(role, { defaultName }) {
    const { arn, id, name } = identities.addRole({
      name: role.RoleName ?? defaultName,
      id: `AROA${randomName(17).toUpperCase()}`,
      trust: role.AssumeRolePolicyDocument,
      boundaryArn: role.PermissionsBoundary,
      createdAt: clock.now(),
    });
    for (const policyArn of role.ManagedPolicyArns) identities.attach(name, policyArn);
    for (const { PolicyName, PolicyDocument } of role.Policies) {
      identities.putInlinePolicy(name, PolicyName, PolicyDocument);
    }
    return Promise.resolve({ ref: name, attributes: { Arn: arn, RoleId: id } });
  },
});
