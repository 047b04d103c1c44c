import type { ArmedFault } from '../schemas/control.ts';
import { type Batch, type BatchResponse, identifierOf, isBatchResponse, isOrdered, partsOf } from './batch.ts';
import type { Call } from './call.ts';
import type { Reach } from './reach.ts';
import { serve } from './serve.ts';

/**
 * Hands a batch over in its order, in parts: each record that is hit for itself, and those between them together.
 * Where records have an order, nothing that comes after a failed one is handed over: it comes again with it.
 *
 * @returns what the parts answered, failed records of all of them in one
 */
export async function serveRecords(
  event: Batch,
  armed: readonly ArmedFault[],
  call: Call,
  reach: Reach,
): Promise<unknown> {
  const items = event.Records.map((record) => ({ record, aimed: reach.aimedAt(record, armed) }));
  if (items.every(({ aimed }) => aimed.length === 0)) return call(event);

  const waiting = items.map(({ record }) => record);
  const responses: BatchResponse[] = [];
  let answer: unknown;
  for (const part of partsOf(items)) {
    const Records = waiting.splice(0, part.length);
    const failing = (error: unknown) => failAlone(Records, error, reach);
    answer = await serve(part[0]?.aimed ?? [], () => call({ ...event, Records }), failing);
    if (!isBatchResponse(answer)) continue;
    responses.push(answer);
    reach.learnPartial();
    if (answer.batchItemFailures.length > 0 && isOrdered(event)) {
      responses.push(responseFor(waiting));
      break;
    }
  }
  if (responses.length === 0) return answer;
  return { batchItemFailures: responses.flatMap(({ batchItemFailures }) => batchItemFailures) };
}

/** What an error before or after the handler makes of a record: it fails alone where that is heeded, as in a handler's own `catch`. */
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
