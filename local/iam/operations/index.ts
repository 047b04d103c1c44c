/** The simulated operations of IAM: roles and their inline policies. */
import type { Account } from '../../core/index.ts';
import { createRole, getRole, listRoles } from './roles.ts';
import { deleteRolePolicy, getRolePolicy, listRolePolicies, putRolePolicy } from './role-policies.ts';
import { simulatePrincipalPolicy } from './simulate-principal-policy.ts';

/** @param now the virtual time */
export const operations = (account: Account, now: () => number) => [
  createRole(now),
  getRole,
  listRoles,
  putRolePolicy,
  getRolePolicy,
  listRolePolicies,
  deleteRolePolicy,
  simulatePrincipalPolicy(account),
];
