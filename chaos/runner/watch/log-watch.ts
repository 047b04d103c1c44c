import { DescribeLogGroupsCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { pagesOf } from '../../aws.ts';
import { Count } from '../../schemas/evidence/format.ts';
import type { Target, TargetClients } from '../../target.ts';
import type { UntimedEvent } from '../recorder.ts';

/** The log lines that are evidence of a run, by their `event`. */
const Line = z.discriminatedUnion('event', [
  z.object({ event: z.literal('saga'), correlationId: z.string(), service: z.string(), state: z.string() }),
  z.object({
    event: z.literal('fault.hit'),
    faultId: z.string(),
    correlationId: z.string(),
    point: z.string(),
    attempt: z.int().min(1),
  }),
  z.object({ event: z.literal('fault.place'), service: z.string(), step: z.string(), run: z.string() }),
  z.object({
    event: z.literal('reconcile'),
    runId: z.string(),
    trigger: z.enum(['schedule', 'run-now', 'deploy']),
    drift: Count,
    repaired: Count,
  }),
  z.object({ event: z.literal('sabotage.reached'), sabotage: z.string(), detail: z.string() }),
]);

type RunLine = z.infer<typeof Line>;

/** What the reconciler logs of a run that has ended. */
export type ReconcileLine = Extract<RunLine, { event: 'reconcile' }>;

/** Selects those lines in the log service. */
const LINE_PATTERN = `{ ${Line.options.map(({ shape }) => `($.event = "${shape.event.value}")`).join(' || ')} }`;

/** How many virtual milliseconds late a line may be ingested, after lines that were logged later. */
const LATE_MS = 120_000;

/**
 * Each call passes on the lines that the stage's functions have logged since `since` and that were not passed on yet.
 */
export function logWatch(
  { clients, system }: { readonly clients: Pick<TargetClients, 'logs'>; readonly system: Target['system'] },
  since: Date,
  take: (line: RunLine, timestamp: number) => void,
): () => Promise<void> {
  const seen = new Set<string>();
  const newest = new Map<string, number>();

  const readGroup = async (logGroupName: string) => {
    const startTime = Math.max(since.getTime(), (newest.get(logGroupName) ?? 0) - LATE_MS);
    const pages = pagesOf(
      (nextToken: string | undefined) =>
        clients.logs.send(
          new FilterLogEventsCommand({ logGroupName, startTime, filterPattern: LINE_PATTERN, nextToken }),
        ),
      ({ nextToken }) => nextToken,
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
    const groups = pagesOf(
      (nextToken: string | undefined) =>
        clients.logs.send(
          new DescribeLogGroupsCommand({ logGroupNamePrefix: `/aws/lambda/${system.prefix}`, nextToken }),
        ),
      ({ nextToken }) => nextToken,
    );
    for await (const { logGroups = [] } of groups) {
      for (const { logGroupName } of logGroups) {
        if (logGroupName !== undefined) await readGroup(logGroupName);
      }
    }
  };
}

function parseLine(message: string): RunLine | undefined {
  const start = message.indexOf('{');
  if (start < 0) return undefined;
  try {
    return Line.safeParse(JSON.parse(message.slice(start))).data;
  } catch {
    return undefined;
  }
}

/** The event that a line describes. The times of a reconcile run are in its result, and a place is no event. */
export function eventOf(line: Exclude<RunLine, { event: 'reconcile' | 'fault.place' }>): UntimedEvent {
  switch (line.event) {
    case 'saga':
      return { kind: 'saga', correlationId: line.correlationId, service: line.service, state: line.state };
    case 'fault.hit':
      return {
        kind: 'fault.hit',
        faultId: line.faultId,
        correlationId: line.correlationId,
        point: line.point,
        attempt: line.attempt,
      };
    case 'sabotage.reached':
      return { kind: 'sabotage.reached', sabotage: line.sabotage, detail: line.detail };
  }
}
