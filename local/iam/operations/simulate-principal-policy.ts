import * as z from 'zod';
import { type Account, AwsError, defineQueryOperation, formatArn, type Permission } from '../../core/index.ts';
import type { Identities } from '../identities.ts';
import { decide } from '../policy/decide.ts';
import type { Role } from '../role.ts';

/** Lists of the query protocol are flat: `ActionNames.member.1`. */
const input = z.looseObject({ PolicySourceArn: z.string() });

const listIn = (form: Readonly<Record<string, unknown>>, name: string): readonly string[] =>
  Object.entries(form)
    .filter(([key]) => key.startsWith(`${name}.member.`))
    .sort(([one], [other]) => Number(one.split('.').at(-1)) - Number(other.split('.').at(-1)))
    .map(([, value]) => String(value));

/** The name of a role; a session of a role stands for the role. */
const roleNameOf = (arn: string): string => {
  const parts = arn.split('/');
  return (arn.includes(':assumed-role/') ? parts[1] : parts.at(-1)) ?? '';
};

/** What the policies of a role allow on each resource, without those of resources. The root user may do everything. */
export const simulatePrincipalPolicy = (account: Account) =>
  defineQueryOperation({
    action: 'SimulatePrincipalPolicy',
    input,
    permissions: ({ PolicySourceArn }): readonly Permission[] => [
      { action: 'iam:SimulatePrincipalPolicy', resource: PolicySourceArn },
    ],
    run(form, identities: Identities) {
      const { PolicySourceArn: source } = form;
      const isRoot =
        source === formatArn({ service: 'iam', region: '', accountId: account.accountId, resource: 'root' });
      const role = isRoot ? undefined : identities.get(roleNameOf(source));
      const resources = listIn(form, 'ResourceArns');
      const results = listIn(form, 'ActionNames').flatMap((action) =>
        (resources.length === 0 ? ['*'] : resources).map((resource) => ({
          EvalActionName: action,
          EvalResourceName: resource,
          EvalDecision: !role || allows(identities, role, action, resource, account) ? 'allowed' : 'implicitDeny',
        })),
      );
      if (results.length === 0) throw new AwsError('InvalidInput', 'ActionNames must name at least one action.');
      return { EvaluationResults: results, IsTruncated: false };
    },
  });

function allows(identities: Identities, role: Role, action: string, resource: string, { accountId }: Account): boolean {
  const principal = { kind: 'role', accountId, roleArn: role.arn, sessionArn: role.arn } as const;
  return decide(
    { principal, action, resource, context: {} },
    { identity: identities.ofRole(role), boundary: identities.boundaryOf(role), resource: [] },
  ).isAllowed;
}
