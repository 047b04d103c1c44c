import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import { muteRuleSchema } from '../mute-rule-settings.ts';
import type { MuteRules } from '../mute-rules.ts';

const properties = z.looseObject({ Name: z.string().optional() });

/** `AWS::CloudWatch::AlarmMuteRule` */
export const alarmMuteRuleType = (rules: MuteRules): ResourceType<z.output<typeof properties>> => ({
  type: 'AWS::CloudWatch::AlarmMuteRule',
  parse(given) {
    const named = properties.parse(given);
    muteRuleSchema.parse({ ...named, Name: named.Name ?? 'unnamed' });
    return named;
  },
  create: (given, { defaultName }) => {
    const rule = rules.put(muteRuleSchema.parse({ ...given, Name: given.Name ?? defaultName }));
    const attributes = {
      Arn: rule.arn,
      Status: rules.statusOf(rule),
      MuteType: rule.settings.schedule.once ? 'ONE_TIME' : 'RECURRING',
      LastUpdatedTimestamp: new Date(rule.updatedAt).toISOString(),
    };
    return Promise.resolve({ ref: rule.settings.name, attributes });
  },
});
