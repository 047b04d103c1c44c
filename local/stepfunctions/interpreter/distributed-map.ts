/** Runs each item, or batch of items, of a map as an execution of its own. */
import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import { type Json, withinLimit } from '../data/json.ts';
import type { StateOf, States } from '../language/states.ts';
import { runtimeError, StateError } from '../state-error.ts';
import { type Batch, batchesOf } from './item-batches.ts';
import type { MapRunHandle, Visit } from './ports.ts';
import type { Query } from './query.ts';
import type { MapItems } from './map-items.ts';

/** The maximum of AWS, which also applies if `MaxConcurrency` is 0 or absent. */
const MAX_CONCURRENCY = 10_000;

interface Tolerance {
  readonly count: number | undefined;
  readonly percentage: number | undefined;
}

export async function runDistributed(
  state: StateOf<'Map'>,
  processor: States,
  items: MapItems,
  visit: Visit,
  query: Query,
): Promise<Json> {
  const { thread, name } = visit;
  const { ports, trail, signal } = thread;
  const number = async (field: string, given: Json | undefined, path?: string): Promise<number | undefined> => {
    const value = await query.value(field, given, path);
    if (value === undefined) return undefined;
    return typeof value === 'number' ? value : notANumber(field);
  };
  const concurrency = (await number('MaxConcurrency', state.MaxConcurrency, state.MaxConcurrencyPath)) ?? 0;
  const tolerance: Tolerance = {
    count: await number('ToleratedFailureCount', state.ToleratedFailureCount, state.ToleratedFailureCountPath),
    percentage: await number(
      'ToleratedFailurePercentage',
      state.ToleratedFailurePercentage,
      state.ToleratedFailurePercentagePath,
    ),
  };
  const batches = await batchesOf(state.ItemBatcher, items, query);
  const atOnce = concurrency === 0 ? MAX_CONCURRENCY : Math.min(concurrency, MAX_CONCURRENCY);
  const run = ports.openMapRun({
    label: state.Label ?? name.replaceAll(/[^\w-]/gu, '').slice(0, 40),
    total: batches.length,
    items: items.inputs.length,
    maxConcurrency: concurrency,
    toleratedFailureCount: tolerance.count ?? 0,
    toleratedFailurePercentage: tolerance.percentage ?? 0,
    processor,
    language: state.QueryLanguage ?? thread.language,
    isExpress: state.ItemProcessor?.ProcessorConfig?.ExecutionType === 'EXPRESS',
  });
  trail.add('MapRunStarted', { mapRunArn: run.arn });
  try {
    const results = withinLimit(
      await runChildren(run, batches, { atOnce, tolerance, signal }),
      `The result of the map '${name}'`,
    );
    run.close('SUCCEEDED');
    trail.add('MapRunSucceeded');
    return results;
  } catch (error) {
    run.close(signal.aborted ? 'ABORTED' : 'FAILED');
    if (error instanceof StateError) trail.add('MapRunFailed', { error: error.error, cause: error.message });
    throw error;
  }
}

const notANumber = (field: string): never => {
  throw runtimeError(`${field} is not a number`);
};

interface Running {
  readonly atOnce: number;
  readonly tolerance: Tolerance;
  readonly signal: AbortSignal;
}

/** The outputs of the children that succeeded, in the order of the items. */
async function runChildren(
  run: MapRunHandle,
  batches: readonly Batch[],
  { atOnce, tolerance, signal }: Running,
): Promise<Json[]> {
  const stopping = new AbortController();
  const inner = AbortSignal.any([signal, stopping.signal]);
  setMaxListeners(0, inner);
  const limit = pLimit(atOnce);
  let failed = 0;
  const one = async ({ input, context, items }: Batch): Promise<{ readonly output: Json } | undefined> => {
    if (inner.aborted) return undefined;
    try {
      return { output: await run.child(input, context, items, inner) };
    } catch (error) {
      failed += 1;
      if (exceeds(failed, batches.length, tolerance)) stopping.abort(error);
      return undefined;
    }
  };
  const results = await Promise.all(batches.map((batch) => limit(() => one(batch))));
  signal.throwIfAborted();
  if (stopping.signal.aborted) {
    throw new StateError(
      'States.ExceedToleratedFailureThreshold',
      'The specified tolerated failure threshold was exceeded',
    );
  }
  return results.flatMap((result) => (result === undefined ? [] : [result.output]));
}

/** Whether too many children have failed. Without a tolerance, one failure is too many. */
function exceeds(failed: number, total: number, { count, percentage }: Tolerance): boolean {
  if (count === undefined && percentage === undefined) return failed > 0;
  return (count !== undefined && failed > count) || (percentage !== undefined && (100 * failed) / total > percentage);
}
