/** What the event bus uses of the client. Named one by one, so that a bundler leaves out the rest. */
export { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
