/** k6's JSON points. The metric `operation` has one point per load operation: it is the history of the load. */
import * as z from 'zod';
import { isFailure, type LoadResult, type LoadRun, type Operation, parseCorrelationId } from '@evenkeel/chaos/schemas';
import type { LoadPlan } from './plan.ts';
import { tail } from './tail.ts';

const OperationPoint = z.object({
  data: z.object({
    value: z.number(),
    tags: z.object({ scenario: z.string(), status: z.coerce.number().int() }),
    metadata: z.object({
      correlation_id: z.string(),
      sent_at: z.iso.datetime(),
      asked: z.string().optional(),
      region: z.string().optional(),
    }),
  }),
});

const Asked = z.record(z.string(), z.json());

interface Points {
  /** In the order in which they were sent. */
  readonly operations: Operation[];
  readonly pulse: Pulse;
}

type Pulse = NonNullable<LoadResult['pulse']>;

/**
 * Reads the operations, and k6's own signs of life. An incomplete last line, left by a killed k6, is ignored.
 *
 * @param began wall-clock time of T0, in epoch milliseconds
 */
export async function readPoints(path: string, plan: LoadPlan, began: number): Promise<Points> {
  const operations: Operation[] = [];
  const signs: number[] = [];
  await tail(path)((line) => {
    const operation = operationOf(line, plan, began);
    if (operation !== undefined) operations.push(operation);
    const sign = signOf(line);
    if (sign !== undefined) signs.push(sign);
  });
  return {
    operations: operations.sort((one, other) => one.elapsedMs - other.elapsedMs),
    pulse: pulseOf(signs),
  };
}

const SignPoint = z.object({ data: z.object({ time: z.iso.datetime({ offset: true }) }) });

/** k6 counts its virtual users each second, whatever the load is: the epoch milliseconds of such a count. */
function signOf(line: string): number | undefined {
  if (!line.includes('"metric":"vus"') || !line.includes('"type":"Point"')) return undefined;
  return Date.parse(SignPoint.parse(JSON.parse(line)).data.time);
}

/** k6 counts each second; a count that comes more than this many milliseconds after the one before it ends a gap. */
const MAX_SILENCE_MS = 2500;

/**
 * The gaps between signs of life.
 *
 * @param signs in epoch milliseconds
 *
 * @internal
 */
export function pulseOf(signs: readonly number[]): Pulse {
  const ordered = signs.toSorted((one, other) => one - other);
  const iso = (time: number) => new Date(time).toISOString();
  const gaps = ordered.flatMap((time, index) => {
    const before = ordered[index - 1] ?? time;
    return time - before > MAX_SILENCE_MS ? [{ from: iso(before), to: iso(time) }] : [];
  });
  return { beats: ordered.length, gaps };
}

/**
 * The operation in a line of k6's points, or `undefined`: most lines belong to other metrics.
 *
 * @internal
 */
export function operationOf(line: string, plan: LoadPlan, began: number): Operation | undefined {
  if (!line.includes('"metric":"operation"') || !line.includes('"type":"Point"')) return undefined;
  const { value, tags, metadata } = OperationPoint.parse(JSON.parse(line)).data;
  const sent = parseCorrelationId(metadata.correlation_id);
  const stretch = plan.stretches[tags.scenario];
  if (sent === undefined || stretch === undefined) return undefined;
  return {
    correlationId: metadata.correlation_id,
    scenario: sent.scenario,
    iteration: sent.iteration,
    journey: stretch.journey,
    sentAt: metadata.sent_at,
    elapsedMs: Math.max(0, Date.parse(metadata.sent_at) - began),
    status: tags.status,
    durationMs: value,
    ...(metadata.region !== undefined && { region: metadata.region }),
    ...(metadata.asked !== undefined && { asked: Asked.parse(JSON.parse(metadata.asked)) }),
  };
}

/** Returns a function that counts the operations of the last seconds, and their failures, from what k6 has written so far. */
export function recentOperations(path: string, plan: LoadPlan, now: () => number = Date.now): LoadRun['recent'] {
  const appended = tail(path);
  const answered: { readonly at: number; readonly failed: boolean }[] = [];
  return async (seconds) => {
    await appended((line) => {
      const operation = operationOf(line, plan, 0);
      if (operation === undefined) return;
      const { sentAt, durationMs, status } = operation;
      answered.push({ at: Date.parse(sentAt) + durationMs, failed: isFailure({ status }) });
    });
    const since = now() - seconds * 1000;
    const recent = answered.filter(({ at }) => at >= since);
    return { operations: recent.length, failed: recent.filter(({ failed }) => failed).length };
  };
}
