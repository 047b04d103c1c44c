import type { Denial } from './denials.ts';
import { grantsOf, type RoleGrant } from './grants.ts';
import type { Identities } from './identities.ts';
import type { Judge } from './judge.ts';

/** The services whose calls are checked here, by their prefix in actions. */
const CHECKED: ReadonlySet<string> = new Set([
  'apigateway',
  'cloudformation',
  'cloudwatch',
  'dynamodb',
  'events',
  'iam',
  'lambda',
  'logs',
  'rds-data',
  'scheduler',
  'secretsmanager',
  'sqs',
  'sts',
]);

/** Actions of these services that nothing here needs. */
const UNCHECKED: ReadonlySet<string> = new Set(['logs:CreateLogGroup']);

export interface AccessReport {
  readonly grants: number;
  /** Grants that allowed no call so far, although calls of their kind are checked here. */
  readonly unused: readonly RoleGrant[];
  /** Grants for what is not simulated here. */
  readonly unchecked: readonly RoleGrant[];
  readonly denied: readonly (Denial & { readonly count: number })[];
}

const isChecked = ({ action }: RoleGrant): boolean =>
  action === '*' || (CHECKED.has(action.split(':')[0] ?? '') && !UNCHECKED.has(action));

/** What the calls so far say about the roles' policies. */
export function reportAccess(identities: Identities, { used, denials }: Judge): AccessReport {
  const grants = identities.roles().flatMap((role) => grantsOf(role.name, identities.ofRole(role)));
  return {
    grants: grants.length,
    unused: grants.filter((grant) => isChecked(grant) && !used.has(grant)),
    unchecked: grants.filter((grant) => !isChecked(grant)),
    denied: denials.all(),
  };
}
