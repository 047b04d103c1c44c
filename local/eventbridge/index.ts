/** EventBridge: the default bus takes events and keeps them to be read. It has no rules: nothing is delivered anywhere. */
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
    handle: answerJson(operations, events),
    resourceTypes: [],
    close: () => Promise.resolve(),
  };
}
