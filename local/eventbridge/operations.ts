import * as z from 'zod';
import { defineOperation, type Operation } from '../core/index.ts';
import type { EventLog } from './event-log.ts';

/** Bytes of all the events of one request. */
const LARGEST = 256 * 1024;

const Entry = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().optional(),
  Resources: z.array(z.string()).default([]),
  /** Seconds. */
  Time: z.number().optional(),
});

type Entry = z.output<typeof Entry>;

/** What is wrong with one entry fails that entry alone. */
function answerTo(entry: Entry, events: EventLog) {
  const { Source, DetailType, Detail, EventBusName = 'default', Resources, Time } = entry;
  if (Source === undefined || DetailType === undefined || Detail === undefined) {
    return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Parameter Source, DetailType or Detail is not specified.' };
  }
  if (EventBusName !== 'default' && !EventBusName.endsWith(':event-bus/default')) {
    return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Event bus ${EventBusName} does not exist.` };
  }
  const detail = objectIn(Detail);
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const time = Time === undefined ? undefined : Time * 1000;
  return { EventId: events.put({ source: Source, detailType: DetailType, detail, resources: Resources, time }) };
}

function objectIn(text: string): unknown {
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
        (entries) => Buffer.byteLength(JSON.stringify(entries)) <= LARGEST,
        'Total size of the entries in the request is over the limit.',
      ),
  }),
  run: ({ Entries }, events: EventLog) => {
    const answers = Entries.map((entry) => answerTo(entry, events));
    return { FailedEntryCount: answers.filter((answer) => 'ErrorCode' in answer).length, Entries: answers };
  },
});

export const operations: readonly Operation<EventLog>[] = [putEvents];
