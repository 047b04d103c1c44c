import { AwsError, defineOperation } from '../../core/index.ts';
import type { CloudWatchContext } from '../context.ts';
import { muteRuleSchema } from '../mute-rule-settings.ts';
import { onMuteRule } from '../permission.ts';

/** Creates or replaces a rule. As AWS documents, its targets must exist. */
export const putAlarmMuteRule = defineOperation({
  name: 'PutAlarmMuteRule',
  input: muteRuleSchema,
  permissions: ({ name }, account) => [onMuteRule('PutAlarmMuteRule', name, account)],
  run(settings, { book, muteRules }: CloudWatchContext) {
    const unknown = settings.alarms.filter((name) => book.get(name) === undefined);
    if (unknown.length > 0) {
      throw new AwsError('ValidationException', `The rule targets unknown alarms: ${unknown.join(', ')}.`);
    }
    muteRules.put(settings);
  },
});
