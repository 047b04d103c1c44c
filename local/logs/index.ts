/** CloudWatch Logs: groups, streams, events by time and pattern, metric filters, embedded metric format. */
export { createLogs } from './logs.ts';
export { MAX_BATCH_BYTES } from './operations/put-log-events.ts';
