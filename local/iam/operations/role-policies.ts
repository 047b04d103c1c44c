import * as z from 'zod';
import { defineQueryOperation, type Permission } from '../../core/index.ts';
import type { Identities } from '../identities.ts';
import { documentText, documentOf, onRole } from './request.ts';

const named = z.object({ RoleName: z.string(), PolicyName: z.string() });

export const putRolePolicy = defineQueryOperation({
  action: 'PutRolePolicy',
  input: named.extend({ PolicyDocument: documentText }),
  permissions: ({ RoleName }, account): readonly Permission[] => onRole('PutRolePolicy', RoleName, account),
  run({ RoleName, PolicyName, PolicyDocument }, identities: Identities) {
    identities.putInlinePolicy(RoleName, PolicyName, documentOf(PolicyDocument));
    return undefined;
  },
});

export const getRolePolicy = defineQueryOperation({
  action: 'GetRolePolicy',
  input: named,
  permissions: ({ RoleName }, account): readonly Permission[] => onRole('GetRolePolicy', RoleName, account),
  run({ RoleName, PolicyName }, identities: Identities) {
    const document = JSON.stringify(identities.inlinePolicy(RoleName, PolicyName));
    return { RoleName, PolicyName, PolicyDocument: encodeURIComponent(document) };
  },
});

export const listRolePolicies = defineQueryOperation({
  action: 'ListRolePolicies',
  input: z.object({ RoleName: z.string() }),
  permissions: ({ RoleName }, account): readonly Permission[] => onRole('ListRolePolicies', RoleName, account),
  run: ({ RoleName }, identities: Identities) => ({
    PolicyNames: [...identities.get(RoleName).inline.keys()],
    IsTruncated: false,
  }),
});

export const deleteRolePolicy = defineQueryOperation({
  action: 'DeleteRolePolicy',
  input: named,
  permissions: ({ RoleName }, account): readonly Permission[] => onRole('DeleteRolePolicy', RoleName, account),
  run({ RoleName, PolicyName }, identities: Identities) {
    identities.deleteInlinePolicy(RoleName, PolicyName);
    return undefined;
  },
});
