import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import { page } from '../../core/page.ts';
import { alarmStates } from '../alarm.ts';
import { describeCompositeAlarm, describeMetricAlarm } from '../alarm-description.ts';
import type { CloudWatchContext } from '../context.ts';
import { onAlarm } from '../permission.ts';

const alarmTypes = ['MetricAlarm', 'CompositeAlarm'] as const;

export const describeAlarms = defineOperation({
  name: 'DescribeAlarms',
  input: z.object({
    AlarmNames: z.array(z.string()).optional(),
    AlarmNamePrefix: z.string().default(''),
    /** If absent, only metric alarms are returned, as in CloudWatch. */
    AlarmTypes: z.array(z.enum(alarmTypes)).optional(),
    StateValue: z.enum(alarmStates).optional(),
    ActionPrefix: z.string().optional(),
    MaxRecords: z.int().min(1).max(100).default(50),
    NextToken: z.string().optional(),
  }),
  permissions: ({ AlarmNames = ['*'] }, account) => AlarmNames.map((name) => onAlarm('DescribeAlarms', name, account)),
  run(input, { book }: CloudWatchContext) {
    const { AlarmNames, AlarmNamePrefix, StateValue, ActionPrefix } = input;
    const types = input.AlarmTypes ?? (AlarmNames ? alarmTypes : ['MetricAlarm']);
    const found = book
      .list()
      .filter(
        ({ name, type, state, configuration }) =>
          types.includes(type) &&
          (AlarmNames === undefined || AlarmNames.includes(name)) &&
          name.startsWith(AlarmNamePrefix) &&
          (StateValue === undefined || state.value === StateValue) &&
          (ActionPrefix === undefined || configuration.AlarmActions.some((arn) => arn.startsWith(ActionPrefix))),
      );
    const { items, nextToken } = page(found, input.MaxRecords, input.NextToken);
    return {
      MetricAlarms: items.filter((alarm) => alarm.type === 'MetricAlarm').map(describeMetricAlarm),
      CompositeAlarms: items.filter((alarm) => alarm.type === 'CompositeAlarm').map(describeCompositeAlarm),
      NextToken: nextToken,
    };
  },
});
