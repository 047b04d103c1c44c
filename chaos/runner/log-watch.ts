import { paginateDescribeLogGroups, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { LINE_PATTERN, parseLine, type RunLine } from './log-lines.ts';
import type { Target } from './ports.ts';

/** Virtual milliseconds by which a line may be ingested after later ones. */
const LATE_MS = 120_000;

/** Hands on, each time it is called, the lines of the stage's functions that were logged since `since` and not handed on yet. */
export function logWatch(
  { clients, system }: Pick<Target, 'clients' | 'system'>,
  since: Date,
  take: (line: RunLine, timestamp: number) => void,
): () => Promise<void> {
  const seen = new Set<string>();
  const newest = new Map<string, number>();

  const readGroup = async (logGroupName: string) => {
    const startTime = Math.max(since.getTime(), (newest.get(logGroupName) ?? 0) - LATE_MS);
    const pages = paginateFilterLogEvents(
      { client: clients.logs },
      { logGroupName, startTime, filterPattern: LINE_PATTERN },
    );
    for await (const { events = [] } of pages) {
      for (const { eventId = '', timestamp = 0, message = '' } of events) {
        if (seen.has(eventId)) continue;
        seen.add(eventId);
        newest.set(logGroupName, Math.max(timestamp, newest.get(logGroupName) ?? 0));
        const line = parseLine(message);
        if (line !== undefined) take(line, timestamp);
      }
    }
  };

  return async () => {
    const groups = paginateDescribeLogGroups(
      { client: clients.logs },
      { logGroupNamePrefix: `/aws/lambda/${system.prefix}` },
    );
    for await (const { logGroups = [] } of groups) {
      for (const { logGroupName } of logGroups) {
        if (logGroupName !== undefined) await readGroup(logGroupName);
      }
    }
  };
}
