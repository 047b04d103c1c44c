import { type Account, formatArn, type Permission } from '../core/index.ts';

/** The service that assumes the roles of schedules. */
export const SCHEDULER = 'scheduler.amazonaws.com';

/** What an action on a schedule needs. */
export const onSchedule = (
  action: string,
  { name, group }: { readonly name: string; readonly group: string },
  { region, accountId }: Account,
): Permission => ({
  action: `scheduler:${action}`,
  resource: formatArn({ service: 'scheduler', region, accountId, resource: `schedule/${group}/${name}` }),
});

/** What it needs to give a schedule its role. */
export const passRole = (roleArn: string): Permission => ({
  action: 'iam:PassRole',
  resource: roleArn,
  context: { 'iam:passedtoservice': SCHEDULER },
});
