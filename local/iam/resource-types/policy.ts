import * as z from 'zod';
import type { AnyResourceType, ResourceType } from '../../core/index.ts';
import type { Identities } from '../identities.ts';
import { defined, inlinePolicy, roleNames } from './policy-attachments.ts';

const policyProperties = inlinePolicy.extend({ Roles: roleNames });

/** `AWS::IAM::Policy`: an inline policy of roles. */
const policyType = (identities: Identities): ResourceType<z.output<typeof policyProperties>> => ({
  type: 'AWS::IAM::Policy',
  parse: (given) => policyProperties.parse(given),
  create({ PolicyName, PolicyDocument, Roles }, { defaultName }) {
    for (const role of defined(identities, Roles)) identities.putInlinePolicy(role, PolicyName, PolicyDocument);
    return Promise.resolve({ ref: PolicyName, attributes: { Id: defaultName } });
  },
});

const rolePolicyProperties = inlinePolicy.extend({ RoleName: z.string() });

/** `AWS::IAM::RolePolicy` */
const rolePolicyType = (identities: Identities): ResourceType<z.output<typeof rolePolicyProperties>> => ({
  type: 'AWS::IAM::RolePolicy',
  parse: (given) => rolePolicyProperties.parse(given),
  create({ PolicyName, PolicyDocument, RoleName }) {
    for (const role of defined(identities, [RoleName])) identities.putInlinePolicy(role, PolicyName, PolicyDocument);
    return Promise.resolve({ ref: PolicyName });
  },
});

export const policyTypes = (identities: Identities): readonly AnyResourceType[] => [
  policyType(identities),
  rolePolicyType(identities),
];
