import { type Account, formatArn, type Permission } from '../core/index.ts';

/**
 * What an action on a log group or stream needs. As in AWS's own messages, the ARN goes on to `log-stream:` even if the
 * action has no stream; the ARN that CloudFormation returns, which ends with `:*`, covers both.
 */
export function onLogGroup(
  action: string,
  { group, stream = '' }: { readonly group: string | undefined; readonly stream?: string | undefined },
  { region, accountId }: Account,
): readonly Permission[] {
  const name = (group ?? '').replace(/^arn:aws[\w-]*:logs:[^:]*:[^:]*:log-group:/u, '').replace(/:\*$/u, '');
  const resource = `log-group:${name}:log-stream:${stream}`;
  return [{ action: `logs:${action}`, resource: formatArn({ service: 'logs', region, accountId, resource }) }];
}
