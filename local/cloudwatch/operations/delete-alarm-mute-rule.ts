import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import type { CloudWatchContext } from '../context.ts';
import { onMuteRule } from '../permission.ts';

/** Deletes a rule, if it exists, which ends its mute at once. */
export const deleteAlarmMuteRule = defineOperation({
  name: 'DeleteAlarmMuteRule',
  input: z.object({ AlarmMuteRuleName: z.string().min(1).max(255) }),
  permissions: ({ AlarmMuteRuleName }, account) => [onMuteRule('DeleteAlarmMuteRule', AlarmMuteRuleName, account)],
  run({ AlarmMuteRuleName }, { muteRules }: CloudWatchContext) {
    muteRules.delete(AlarmMuteRuleName);
  },
});
