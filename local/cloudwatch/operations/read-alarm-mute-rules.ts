import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import { page } from '../../core/page.ts';
import { toSeconds } from '../aws-time.ts';
import type { CloudWatchContext } from '../context.ts';
import type { MuteRule, MuteRules } from '../mute-rules.ts';
import { onMetrics, onMuteRule } from '../permission.ts';

const seconds = (at: number | undefined): number | undefined => (at === undefined ? undefined : toSeconds(at));

/** What both operations return of a rule. */
const summaryOf = (rule: MuteRule, rules: MuteRules) => ({
  AlarmMuteRuleArn: rule.arn,
  ExpireDate: seconds(rule.settings.expiresAt),
  Status: rules.statusOf(rule),
  MuteType: rule.settings.schedule.once ? 'ONE_TIME' : 'RECURRING',
  LastUpdatedTimestamp: toSeconds(rule.updatedAt),
});

export const getAlarmMuteRule = defineOperation({
  name: 'GetAlarmMuteRule',
  input: z.object({ AlarmMuteRuleName: z.string().min(1).max(255) }),
  permissions: ({ AlarmMuteRuleName }, account) => [onMuteRule('GetAlarmMuteRule', AlarmMuteRuleName, account)],
  run({ AlarmMuteRuleName }, { muteRules }: CloudWatchContext) {
    const rule = muteRules.get(AlarmMuteRuleName);
    const { name, description, alarms, given, startsAt } = rule.settings;
    return {
      ...summaryOf(rule, muteRules),
      Name: name,
      Description: description,
      Rule: { Schedule: given },
      MuteTargets: { AlarmNames: alarms },
      StartDate: seconds(startsAt),
    };
  },
});

export const listAlarmMuteRules = defineOperation({
  name: 'ListAlarmMuteRules',
  input: z.object({
    AlarmName: z.string().optional(),
    Statuses: z.array(z.enum(['SCHEDULED', 'ACTIVE', 'EXPIRED'])).optional(),
    MaxRecords: z.int().min(1).max(100).default(50),
    NextToken: z.string().optional(),
  }),
  permissions: () => onMetrics('ListAlarmMuteRules'),
  run({ AlarmName, Statuses, MaxRecords, NextToken }, { muteRules }: CloudWatchContext) {
    const found = muteRules
      .list()
      .filter(({ settings }) => AlarmName === undefined || settings.alarms.includes(AlarmName))
      .map((rule) => summaryOf(rule, muteRules))
      .filter(({ Status }) => Statuses === undefined || Statuses.includes(Status));
    const { items, nextToken } = page(found, MaxRecords, NextToken);
    return { AlarmMuteRuleSummaries: items, NextToken: nextToken };
  },
});
