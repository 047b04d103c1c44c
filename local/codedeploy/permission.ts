import { type Account, formatArn, type Permission } from '../core/index.ts';

/** What an action on a deployment group needs; without the names of both, on every one. */
export function onGroup(
  action: string,
  group: { readonly application?: string | undefined; readonly name?: string | undefined },
  { region, accountId }: Account,
): Permission {
  const { application = '*', name = '*' } = group;
  const resource = `deploymentgroup:${application}/${name}`;
  return {
    action: `codedeploy:${action}`,
    resource: formatArn({ service: 'codedeploy', region, accountId, resource }),
  };
}
