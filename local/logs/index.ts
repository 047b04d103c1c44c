/** CloudWatch Logs: groups, streams, events by time and pattern, metric filters, embedded metric format. */
export { createLogs, type Logs } from './logs.ts';
