/** How the deliveries of stream records and alarms are named to the fault injector. */
import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { parseChange } from '../../services/shared/change.ts';
import { stepDemanded } from '../../services/shared/order-record.ts';

/** Of a record whose item belongs to a saga. */
export const correlationIdOf = ({ dynamodb }: DynamoDBRecord): string | undefined =>
  (dynamodb?.NewImage ?? dynamodb?.OldImage)?.['correlationId']?.S;

/** Order records, one step of the service's each. Within the step `withFaults` offers all other hooks. */
export const orderDelivery = (service: string) =>
  ({
    service,
    step: (record: DynamoDBRecord) => stepDemanded(parseChange(record)),
    correlationId: correlationIdOf,
    hooks: ['delivery'],
  }) as const;

const AlarmEvent = z.object({ alarmData: z.object({ alarmName: z.string() }) });

/** The alarm whose change of state brought the event; `recheck` where a schedule did. */
export function alarmOf(event: unknown): string {
  const parsed = z.safeParse(AlarmEvent, event);
  return parsed.success ? parsed.data.alarmData.alarmName : 'recheck';
}
