import * as z from 'zod';
import { defineQueryOperation, type Permission, randomName } from '../../core/index.ts';
import type { Identities } from '../identities.ts';
import type { Role } from '../role.ts';
import { documentOf, documentText, onRole } from './request.ts';

const describe = ({ name, arn, id, trust, createdAt }: Role) => ({
  Path: '/',
  RoleName: name,
  RoleId: id,
  Arn: arn,
  CreateDate: new Date(createdAt).toISOString(),
  AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(trust)),
});

/** @param now the virtual time */
export const createRole = (now: () => number) =>
  defineQueryOperation({
    action: 'CreateRole',
    input: z.object({
      RoleName: z.string().regex(/^[\w+=,.@-]{1,64}$/u),
      AssumeRolePolicyDocument: documentText,
      PermissionsBoundary: z.string().optional(),
    }),
    permissions: ({ RoleName }, account): readonly Permission[] => onRole('CreateRole', RoleName, account),
    run({ RoleName, AssumeRolePolicyDocument, PermissionsBoundary }, identities: Identities) {
      const role = identities.addRole({
        name: RoleName,
        id: `AROA${randomName(17).toUpperCase()}`,
        trust: documentOf(AssumeRolePolicyDocument),
        boundaryArn: PermissionsBoundary,
        createdAt: now(),
      });
      return { Role: describe(role) };
    },
  });

export const getRole = defineQueryOperation({
  action: 'GetRole',
  input: z.object({ RoleName: z.string() }),
  permissions: ({ RoleName }, account): readonly Permission[] => onRole('GetRole', RoleName, account),
  run: ({ RoleName }, identities: Identities) => ({ Role: describe(identities.get(RoleName)) }),
});

export const listRoles = defineQueryOperation({
  action: 'ListRoles',
  input: z.object({}),
  permissions: (): readonly Permission[] => [{ action: 'iam:ListRoles', resource: '*' }],
  run: (_input, identities: Identities) => ({ Roles: identities.roles().map(describe), IsTruncated: false }),
});
