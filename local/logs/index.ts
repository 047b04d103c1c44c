/** CloudWatch Logs: groups, streams, events by time and pattern, metric filters, embedded metric format. */
export { createLogs } from './logs.ts';
