/** EventBridge: the default bus accepts events and keeps them for reading. It has no rules, so it delivers nothing. */
import { answerJson, type AwsService, type Caller, type Site } from '../core/index.ts';
import { EventLog } from './event-log.ts';
import { operations, putEvents } from './operations.ts';

export interface EventBridge extends AwsService {
  readonly events: EventLog;
  /** Answers PutEvents in process. */
  readonly putEvents: (caller: Caller, entries: readonly unknown[]) => Promise<unknown>;
}

export function createEventBridge({ clock, region, accountId }: Site): EventBridge {
  const events = new EventLog({ clock, region, accountId });
  return {
    name: 'eventbridge',
    events,
    putEvents: (caller, Entries) => putEvents.answer({ body: { Entries }, caller }, events, { region, accountId }),
    handle: answerJson(operations, events, { region, accountId }),
    resourceTypes: [],
    close: () => Promise.resolve(),
  };
}
