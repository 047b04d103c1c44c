import * as z from 'zod';
import { type Account, AwsError, defineOperation, formatArn, type Operation, type Permission } from '../core/index.ts';
import type { EventLog } from './event-log.ts';

/**
 * The size limit for all events of one request, in bytes: 1 MB since January 2026.
 *
 * @internal
 */
export const MAX_REQUEST_BYTES = 1_048_576;
/** What an entry's time counts, in bytes. */
const TIME_BYTES = 14;

const Entry = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().optional(),
  Resources: z.array(z.string()).default([]),
  /** Seconds, at most the end of the year 9999. */
  Time: z.number().min(0).max(253_402_300_799).optional(),
});

type Entry = z.output<typeof Entry>;

/** Puts one entry on the bus and returns its result. An invalid entry does not fail the others. */
function putEntry(entry: Entry, events: EventLog) {
  const { Source, DetailType, Detail, EventBusName = 'default', Resources, Time } = entry;
  if (Source === undefined || DetailType === undefined || Detail === undefined) {
    return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Parameter Source, DetailType or Detail is not specified.' };
  }
  if (EventBusName !== 'default' && !EventBusName.endsWith(':event-bus/default')) {
    return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Event bus ${EventBusName} does not exist.` };
  }
  const detail = parseObject(Detail);
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const time = Time === undefined ? undefined : Time * 1000;
  return { EventId: events.put({ source: Source, detailType: DetailType, detail, resources: Resources, time }) };
}

/** As "Calculating PutEvents event entry size" in the EventBridge user guide says. */
function sizeOf({ Source = '', DetailType = '', Detail = '', Resources, Time }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : TIME_BYTES);
}

function parseObject(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What an event on a bus needs. */
const onBus = (nameOrArn = 'default', { region, accountId }: Account): Permission => ({
  action: 'events:PutEvents',
  resource: nameOrArn.startsWith('arn:')
    ? nameOrArn
    : formatArn({ service: 'events', region, accountId, resource: `event-bus/${nameOrArn}` }),
});

export const putEvents = defineOperation({
  name: 'PutEvents',
  input: z.object({ Entries: z.array(Entry).min(1).max(10) }),
  permissions: ({ Entries }, account) => Entries.map(({ EventBusName }) => onBus(EventBusName, account)),
  run: ({ Entries }, events: EventLog) => {
    if (Entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > MAX_REQUEST_BYTES) {
      throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
    }
    const results = Entries.map((entry) => putEntry(entry, events));
    return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
  },
});

export const operations: readonly Operation<EventLog>[] = [putEvents];
