import { correlationIdIn, type OpenedSystem, type SagaDefinition, stateIn } from '../system/index.ts';
import { HarnessError } from '../errors.ts';

export interface UnfinishedOptions {
  /** With which the correlation ids begin. */
  readonly prefix: string;
  readonly signal: AbortSignal;
  /** Whether an empty answer of the system's index is confirmed by a scan, since an index may lag. */
  readonly confirm: boolean;
}

/**
 * Correlation ids of the sagas that have not reached an end: from the system's index of those or, if it has none, by the
 * states in the owner's whole view. Empty for a system without sagas.
 */
export async function unfinishedSagas(
  opened: Pick<OpenedSystem, 'definition' | 'views' | 'connection'>,
  { prefix, signal, confirm }: UnfinishedOptions,
): Promise<string[]> {
  const { saga } = opened.definition;
  if (saga === undefined) return [];
  if (saga.unfinished === undefined) return scanned(saga, opened.views, prefix, signal);
  const found: string[] = [];
  for await (const id of saga.unfinished(opened.connection, { prefix, signal })) found.push(id);
  return found.length > 0 || !confirm ? found : scanned(saga, opened.views, prefix, signal);
}

async function scanned(
  saga: SagaDefinition,
  views: OpenedSystem['views'],
  prefix: string,
  signal: AbortSignal,
): Promise<string[]> {
  const owner = saga.participants[saga.owner];
  const view = views.get(owner?.view ?? '');
  if (owner === undefined || view === undefined) throw new HarnessError(`the saga's owner ${saga.owner} has no view`);
  const ended = new Set(Object.values(saga.ends).flatMap((states) => states[saga.owner] ?? []));
  const found: string[] = [];
  for await (const row of view.scan({ signal, received: () => undefined })) {
    const correlationId = correlationIdIn(owner, row);
    if (correlationId === undefined || !correlationId.startsWith(prefix)) continue;
    if (!ended.has(stateIn(owner, row.fields))) found.push(correlationId);
  }
  return found;
}
