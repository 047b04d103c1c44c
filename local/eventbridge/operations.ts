import * as z from 'zod';
import { defineOperation, type Operation } from '../core/index.ts';
import type { EventLog } from './event-log.ts';

/** The size limit for all events of one request, in bytes. */
const MAX_REQUEST_BYTES = 256 * 1024;

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

function parseObject(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const putEvents = defineOperation({
  name: 'PutEvents',
  input: z.object({
    Entries: z
      .array(Entry)
      .min(1)
      .max(10)
      .refine(
        (entries) => Buffer.byteLength(JSON.stringify(entries)) <= MAX_REQUEST_BYTES,
        'Total size of the entries in the request is over the limit.',
      ),
  }),
  run: ({ Entries }, events: EventLog) => {
    const results = Entries.map((entry) => putEntry(entry, events));
    return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
  },
});

export const operations: readonly Operation<EventLog>[] = [putEvents];
