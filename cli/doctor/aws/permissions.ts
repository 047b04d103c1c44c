import { policies } from '../../../infra/permissions/index.ts';
import type { Place, Statement } from '../../../infra/permissions/place.ts';
import type { Account, AwsCheck } from './check.ts';

/** What a caller wants to do, and the statements that allow it. */
interface Wish {
  readonly title: string;
  readonly statements: readonly Pick<Statement, 'actions' | 'resources'>[];
}

/** Assuming the roles that `cdk bootstrap` creates. */
const deployment = ({ account }: Place): Wish => ({
  title: '`cdk deploy`',
  statements: [
    {
      actions: ['sts:AssumeRole'],
      resources: [`arn:aws:iam::${account}:role/cdk-hnb659fds-deploy-role-${account}-*`],
    },
  ],
});

/**
 * Whether the caller may do what the commands do, as IAM simulates it. Service control policies and the policies of an
 * assumed role's session are outside of what IAM simulates.
 */
export const permissions: AwsCheck = {
  name: 'permissions',
  look: async ({ account, place, principal, ships }) => {
    const source = policySource(principal);
    if (source === 'root') return { status: 'ok', detail: 'the root user may do everything', fix: undefined };
    if (source === undefined) {
      return {
        status: 'unknown',
        detail: `IAM simulates users and roles only, not ${principal}`,
        fix: 'compare the policies of https://github.com/evenkeel/evenkeel/blob/main/docs/aws.md with those of the caller',
      };
    }
    const commands = policies.filter(({ ofReferenceSystem = false }) => ships || !ofReferenceSystem);
    const wishes = [
      deployment(place),
      ...commands.map(({ title, statements }) => ({ title, statements: statements(place) })),
    ];
    const problems = (await Promise.all(wishes.map((wish) => deniedOf(wish, source, account)))).flat();
    if (problems.length > 0) {
      return {
        status: 'failed',
        detail: `${source} may not do what these need: ${problems.join('; ')}`,
        fix: 'allow what https://github.com/evenkeel/evenkeel/blob/main/docs/aws.md shows for the commands that you use',
      };
    }
    return { status: 'ok', detail: `${source} may deploy, and run every command`, fix: undefined };
  },
};

/** The denied actions, after what they are for; empty if there are none. */
async function deniedOf({ title, statements }: Wish, source: string, account: Account): Promise<readonly string[]> {
  const decisions = await Promise.all(
    statements.map(({ actions, resources }) => account.simulate(source, actions, resources)),
  );
  const denied = new Set(decisions.flat().flatMap(({ action, allowed }) => (allowed ? [] : [action])));
  return denied.size === 0 ? [] : [`${title} (${[...denied].sort().join(', ')})`];
}

/**
 * The ARN whose policies IAM simulates. A role that is assumed appears without its path, which roles seldom have.
 *
 * @internal
 */
export function policySource(principal: string): string | undefined {
  const [, partition, service, , account, resource = ''] = principal.split(':');
  if (service === 'iam' && resource === 'root') return 'root';
  if (service === 'iam' && /^(user|role)\//.test(resource)) return principal;
  const [, role] = /^assumed-role\/([^/]+)\//.exec(resource) ?? [];
  return role === undefined ? undefined : `arn:${partition ?? 'aws'}:iam::${account ?? ''}:role/${role}`;
}
