/** What CloudWatch records about alarms: their changes of state and the actions that they executed. */
import { DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { pagesOf } from '../aws.ts';
import type { Target } from '../target.ts';

export interface AlarmRecord {
  /** Epoch milliseconds of the target's clock. */
  readonly firedAt: number | undefined;
  /** The first OK after that. */
  readonly clearedAt: number | undefined;
  /** How often each action was executed, by its ARN. */
  readonly executed: ReadonlyMap<string, number>;
}

const StateChange = z.object({ newState: z.object({ stateValue: z.string() }) });
const EXECUTED = /^Successfully executed action (?<arn>\S+)/u;

/** By the full names of alarms, since a time on the target's clock. */
export async function readHistory(
  { clients, system }: Pick<Target, 'system' | 'clients'>,
  since: Date,
): Promise<ReadonlyMap<string, AlarmRecord>> {
  const records = new Map<string, { firedAt?: number; clearedAt?: number; executed: Map<string, number> }>();
  const pages = pagesOf(
    (NextToken: string | undefined) =>
      clients.cloudwatch.send(
        new DescribeAlarmHistoryCommand({
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          StartDate: since,
          ScanBy: 'TimestampAscending',
          NextToken,
        }),
      ),
    ({ NextToken }) => NextToken,
  );
  for await (const { AlarmHistoryItems = [] } of pages) {
    for (const {
      AlarmName = '',
      Timestamp,
      HistoryItemType,
      HistorySummary = '',
      HistoryData = '',
    } of AlarmHistoryItems) {
      if (!AlarmName.startsWith(system.prefix)) continue;
      const record = records.get(AlarmName) ?? { executed: new Map<string, number>() };
      records.set(AlarmName, record);
      const at = Timestamp?.getTime() ?? 0;
      if (HistoryItemType === 'StateUpdate') {
        const { stateValue } = StateChange.parse(JSON.parse(HistoryData)).newState;
        if (stateValue === 'ALARM') record.firedAt ??= at;
        if (stateValue === 'OK' && record.firedAt !== undefined) record.clearedAt ??= at;
      }
      const arn = HistoryItemType === 'Action' ? EXECUTED.exec(HistorySummary)?.groups?.['arn'] : undefined;
      if (arn !== undefined) record.executed.set(arn, (record.executed.get(arn) ?? 0) + 1);
    }
  }
  return new Map(
    [...records].map(([name, { firedAt, clearedAt, executed }]) => [name, { firedAt, clearedAt, executed }]),
  );
}
