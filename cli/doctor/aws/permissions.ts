import { policies } from '../../permissions/index.ts';
import type { Place } from '../../permissions/place.ts';
import type { AwsCheck } from './check.ts';

/** The roles that `cdk bootstrap` creates, which `cdk deploy` assumes. */
const deployment = ({ account }: Place) => ({
  actions: ['sts:AssumeRole'],
  resources: [`arn:aws:iam::${account}:role/cdk-hnb659fds-deploy-role-${account}-*`],
});

/**
 * Whether the caller may do what the commands do, as IAM simulates it. Service control policies and permission boundaries
 * of an assumed role's session are outside of what IAM simulates.
 */
export const permissions: AwsCheck = {
  name: 'permissions',
  look: async ({ account, place, principal }) => {
    const source = policySource(principal);
    if (source === 'root') return { status: 'ok', detail: 'the root user may do everything', fix: undefined };
    if (source === undefined) {
      return {
        status: 'unknown',
        detail: `IAM simulates users and roles only, not ${principal}`,
        fix: 'compare the policies of docs/aws.md with those of the caller',
      };
    }
    const groups = [deployment(place), ...policies.flatMap(({ statements }) => statements(place))];
    const decisions = await Promise.all(
      groups.map(({ actions, resources }) => account.simulate(source, actions, resources)),
    );
    const denied = [...new Set(decisions.flat().flatMap(({ action, allowed }) => (allowed ? [] : [action])))].sort();
    if (denied.length > 0) {
      return {
        status: 'failed',
        detail: `${source} may not: ${denied.join(', ')}`,
        fix: 'allow them as docs/aws.md shows for the commands that you use',
      };
    }
    return { status: 'ok', detail: `${source} may deploy, and run every command`, fix: undefined };
  },
};

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
