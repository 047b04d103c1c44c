import { type Account, formatArn, type Permission } from '../core/index.ts';

/** What an action on an alarm needs; `*` stands for all alarms. */
export const onAlarm = (action: string, name: string, { region, accountId }: Account): Permission => ({
  action: `cloudwatch:${action}`,
  resource: formatArn({ service: 'cloudwatch', region, accountId, resource: `alarm:${name}` }),
});

/** What an action on a mute rule needs. */
export const onMuteRule = (action: string, name: string, { region, accountId }: Account): Permission => ({
  action: `cloudwatch:${action}`,
  resource: formatArn({ service: 'cloudwatch', region, accountId, resource: `alarm-mute-rule:${name}` }),
});

/** What an action needs that IAM cannot limit to alarms. */
export const onMetrics = (action: string, context: NonNullable<Permission['context']> = {}): readonly Permission[] => [
  { action: `cloudwatch:${action}`, resource: '*', context },
];
