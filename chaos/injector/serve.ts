/** Serves an event, or each record of a batch, under the faults that hit it. */
import type { ArmedFault } from '../schemas/control.ts';
import type { Aimed } from './aim.ts';
import {
  type Batch,
  type BatchResponse,
  identifierOf,
  inServingOrder,
  isBatchResponse,
  laneOf,
  partsOf,
} from './batch.ts';
import type { Reach } from './reach.ts';

/** Passes an event to the handler itself and waits for its answer. */
export type Call = (event: unknown) => Promise<unknown>;

/**
 * Serves one subject: first come the faults' deliveries, then, within each delivery, their actions before and after the
 * handler.
 *
 * @param failed answers for an error that a fault causes before or after the handler; if absent, the error is rethrown
 * @returns the answer of the last delivery; undefined if there was none
 */
export async function serve(
  aimed: readonly Aimed[],
  handle: () => Promise<unknown>,
  failed: (error: unknown) => unknown = rethrow,
): Promise<unknown> {
  let answer: unknown;
  const once = async () => {
    answer = await handleUnder(aimed, handle, failed);
  };
  await aimed.reduceRight<() => Promise<void>>((deliver, { hooks, hit }) => {
    if (hooks.delivery === undefined) return deliver;
    return async () => hooks.delivery?.(hit, deliver);
  }, once)();
  return answer;
}

async function handleUnder(
  aimed: readonly Aimed[],
  handle: () => Promise<unknown>,
  failed: (error: unknown) => unknown,
): Promise<unknown> {
  try {
    for (const { hooks, hit } of aimed) await hooks.before?.(hit);
  } catch (error) {
    return failed(error);
  }
  const answer = await handle();
  try {
    for (const { hooks, hit } of aimed) await hooks.afterCommit?.(hit);
  } catch (error) {
    return failed(error);
  }
  return answer;
}

function rethrow(error: unknown): never {
  throw error;
}

/**
 * Passes a batch to the handler in parts: each record that is hit alone, and the records between them together. Of
 * records that are ordered, nothing behind a failed one is passed on; it is delivered again together with that record.
 *
 * @returns the answer of the parts, with the failed records of all parts
 */
export async function serveRecords(
  event: Batch,
  armed: readonly ArmedFault[],
  call: Call,
  reach: Reach,
): Promise<unknown> {
  const items = event.Records.map((record) => ({ record, aimed: reach.aimedAt(record, armed) }));
  if (items.every(({ aimed }) => aimed.length === 0)) return call(event);

  const responses: BatchResponse[] = [];
  const held: unknown[] = [];
  const stopped = new Set<string>();
  const isStopped = (record: unknown): boolean => stopped.has(laneOf(record) ?? '');
  let answer: unknown;
  for (const part of partsOf(inServingOrder(items))) {
    const records = part.map(({ record }) => record);
    held.push(...records.filter(isStopped));
    const Records = records.filter((record) => !isStopped(record));
    if (Records.length === 0) continue;
    const failing = (error: unknown) => failAlone(Records, error, reach);
    answer = await serve(part[0]?.aimed ?? [], () => call({ ...event, Records }), failing);
    if (!isBatchResponse(answer)) continue;
    responses.push(answer);
    reach.learnPartial();
    for (const lane of lanesOf(Records, answer)) stopped.add(lane);
  }
  if (responses.length === 0) return answer;
  return { batchItemFailures: [...responses, responseFor(held)].flatMap(({ batchItemFailures }) => batchItemFailures) };
}

/** The lanes of the records that failed. */
function lanesOf(records: readonly unknown[], { batchItemFailures }: BatchResponse): string[] {
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  return records.filter((record) => failed.has(identifierOf(record) ?? '')).flatMap((record) => laneOf(record) ?? []);
}

/**
 * Lets a record fail alone after an error before or after the handler, if the event source accepts that; otherwise
 * rethrows it.
 */
function failAlone(records: readonly unknown[], error: unknown, { failsAlone, injector }: Reach): BatchResponse {
  const response = responseFor(records);
  if (!failsAlone() || response.batchItemFailures.length < records.length) throw error;
  injector.error(error);
  return response;
}

function responseFor(records: readonly unknown[]): BatchResponse {
  const identifiers = records.map(identifierOf).filter((identifier) => identifier !== undefined);
  return { batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })) };
}
