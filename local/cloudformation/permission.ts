import { type Account, formatArn, type Permission } from '../core/index.ts';

/** What an action on a stack needs; on all stacks, if the request names none. */
export function onStack(
  action: string,
  nameOrId: string | undefined,
  { region, accountId }: Account,
): readonly Permission[] {
  const arn = (name: string): string =>
    name.startsWith('arn:')
      ? name
      : formatArn({ service: 'cloudformation', region, accountId, resource: `stack/${name}/*` });
  return [{ action: `cloudformation:${action}`, resource: nameOrId === undefined ? '*' : arn(nameOrId) }];
}
