/** k6's JSON points, of which one metric is the history: an `operation` point for each load operation. */
import * as z from 'zod';
import { type Operation, parseCorrelationId } from '../../chaos/schemas/index.ts';
import type { LoadPlan } from './plan.ts';
import { tail } from './tail.ts';

const OperationPoint = z.object({
  data: z.object({
    value: z.number(),
    tags: z.object({ scenario: z.string(), status: z.coerce.number().int() }),
    metadata: z.object({
      correlation_id: z.string(),
      sent_at: z.iso.datetime(),
      total_cents: z.coerce.number().int(),
    }),
  }),
});

/**
 * The operations in the order they were sent. A last line that k6, ended, left unfinished is none.
 *
 * @param began wall-clock time of T0, in epoch milliseconds
 */
export async function readOperations(path: string, plan: LoadPlan, began: number): Promise<Operation[]> {
  const operations: Operation[] = [];
  await tail(path)((line) => {
    const operation = operationOf(line, plan, began);
    if (operation !== undefined) operations.push(operation);
  });
  return operations.sort((one, other) => one.elapsedMs - other.elapsedMs);
}

/** The operation a line of k6's points tells of, or `undefined`: most lines are of other metrics. */
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
    totalCents: metadata.total_cents,
  };
}
