/** Finds the correlation ids for which services' functions have logged errors. */
import { type CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';

export interface TimeRange {
  /** Epoch milliseconds, both inclusive. */
  readonly from: number;
  readonly to: number;
}

export type ErrorLines = (logGroup: string, range: TimeRange) => Promise<readonly string[]>;

const ERRORS = '{ $.level = "ERROR" && $.correlationId = "*" }';

export const errorLines =
  (client: CloudWatchLogsClient): ErrorLines =>
  async (logGroupName, { from, to }) => {
    const ids = new Set<string>();
    const request = { logGroupName, startTime: from, endTime: to, filterPattern: ERRORS };
    for await (const { events = [] } of paginateFilterLogEvents({ client }, request)) {
      for (const { message } of events) {
        const id = correlationIdIn(message ?? '');
        if (id !== undefined) ids.add(id);
      }
    }
    return [...ids];
  };

/**
 * A line that is not JSON comes from the runtime and belongs to no saga.
 *
 * @internal
 */
export function correlationIdIn(message: string): string | undefined {
  try {
    const line: unknown = JSON.parse(message);
    if (typeof line !== 'object' || line === null || !('correlationId' in line)) return undefined;
    return typeof line.correlationId === 'string' ? line.correlationId : undefined;
  } catch {
    return undefined;
  }
}
