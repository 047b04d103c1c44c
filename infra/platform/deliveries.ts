/** How the fault injector identifies a delivered stream record or alarm. */
import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { parseChange } from '../../services/shared/change.ts';
import { stepFor } from '../../services/shared/order-record.ts';

/** The correlation id of a record whose item belongs to a saga. */
export const correlationIdOf = ({ dynamodb }: DynamoDBRecord): string | undefined =>
  (dynamodb?.NewImage ?? dynamodb?.OldImage)?.['correlationId']?.S;

/** Order records, each of which is one step of the service. All other hooks belong to `withFaults`, inside the step. */
export const orderDelivery = (service: string) =>
  ({
    service,
    step: (record: DynamoDBRecord) => stepFor(parseChange(record)),
    correlationId: correlationIdOf,
    hooks: ['delivery'],
  }) as const;

const AlarmEvent = z.object({ alarmData: z.object({ alarmName: z.string() }) });

/** The alarm whose state change caused the event; `recheck` if a schedule did. */
export function alarmOf(event: unknown): string {
  const parsed = z.safeParse(AlarmEvent, event);
  return parsed.success ? parsed.data.alarmData.alarmName : 'recheck';
}
