/**
 * The parts of the client that the event bus uses. They are exported by name, so that a bundler leaves out the rest.
 */
export { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
