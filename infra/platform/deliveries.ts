/** How the fault injector identifies a delivered stream record, message or alarm. */
import type { DynamoDBRecord, SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { parseChange, parseRecordText } from '../../services/shared/change.ts';
import { stepFor } from '../../services/shared/order-record.ts';

/** The correlation id of a record whose item belongs to a saga. */
export const correlationIdOf = ({ dynamodb }: DynamoDBRecord): string | undefined =>
  (dynamodb?.NewImage ?? dynamodb?.OldImage)?.['correlationId']?.S;

/** Orders in a queue, each of which is one step of the service. All other hooks belong to `withFaults`, inside the step. */
export const orderDelivery = (service: string) =>
  ({
    service,
    step: ({ body }: SQSRecord) => stepFor(parseRecordText(body)),
    correlationId: ({ attributes }: SQSRecord) => attributes.MessageGroupId,
    hooks: ['delivery'],
  }) as const;

/** Orders in the stream, which the dispatcher sends to the services. */
export const orderDispatch = {
  service: 'checkout',
  step: (record: DynamoDBRecord) =>
    stepFor(parseChange(record)) === 'commit' ? 'dispatch-decision' : 'dispatch-order',
  correlationId: correlationIdOf,
  partialResponses: true,
} as const;

const AlarmEvent = z.object({ alarmData: z.object({ alarmName: z.string() }) });

/** The alarm whose state change caused the event; `recheck` if a schedule did. */
export function alarmOf(event: unknown): string {
  const parsed = z.safeParse(AlarmEvent, event);
  return parsed.success ? parsed.data.alarmData.alarmName : 'recheck';
}
