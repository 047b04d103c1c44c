import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import { page } from '../../core/page.ts';
import { historyItemTypes } from '../alarm-history.ts';
import { toMilliseconds, toSeconds } from '../aws-time.ts';
import type { CloudWatchContext } from '../context.ts';
import { onAlarm } from '../permission.ts';

export const describeAlarmHistory = defineOperation({
  name: 'DescribeAlarmHistory',
  input: z.object({
    AlarmName: z.string().optional(),
    AlarmTypes: z.array(z.enum(['MetricAlarm', 'CompositeAlarm'])).default(['MetricAlarm']),
    HistoryItemType: z.enum(historyItemTypes).optional(),
    StartDate: z.number().default(0),
    EndDate: z.number().default(Infinity),
    ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
    MaxRecords: z.int().min(1).max(100).default(100),
    NextToken: z.string().optional(),
  }),
  permissions: ({ AlarmName = '*' }, account) => [onAlarm('DescribeAlarmHistory', AlarmName, account)],
  run(input, { book }: CloudWatchContext) {
    const from = toMilliseconds(input.StartDate);
    const to = toMilliseconds(input.EndDate);
    const found = book.history
      .list()
      .filter(
        ({ alarmName, alarmType, type, at }) =>
          input.AlarmTypes.includes(alarmType) &&
          (input.AlarmName === undefined || alarmName === input.AlarmName) &&
          (input.HistoryItemType === undefined || type === input.HistoryItemType) &&
          at >= from &&
          at <= to,
      );
    const ordered = input.ScanBy === 'TimestampAscending' ? found : found.toReversed();
    const { items, nextToken } = page(ordered, input.MaxRecords, input.NextToken);
    return {
      AlarmHistoryItems: items.map(({ alarmName, alarmType, at, type, summary, data }) => ({
        AlarmName: alarmName,
        AlarmType: alarmType,
        Timestamp: toSeconds(at),
        HistoryItemType: type,
        HistorySummary: summary,
        HistoryData: data,
      })),
      NextToken: nextToken,
    };
  },
});
