/** EventBridge: the default bus accepts events and keeps them for reading. It has no rules, so it delivers nothing. */
import { answerJson, type AwsService, type Site } from '../core/index.ts';
import { EventLog } from './event-log.ts';
import { operations } from './operations.ts';

export interface EventBridge extends AwsService {
  readonly events: EventLog;
}

export function createEventBridge({ clock, region, accountId }: Site): EventBridge {
  const events = new EventLog({ clock, region, accountId });
  return {
    name: 'eventbridge',
    events,
    handle: answerJson(operations, events, { region, accountId }),
    resourceTypes: [],
    close: () => Promise.resolve(),
  };
}
