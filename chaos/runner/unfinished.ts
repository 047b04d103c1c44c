import { correlationIdIn, type OpenedSystem, stateIn } from '../system/index.ts';
import { HarnessError } from '../errors.ts';

/**
 * Correlation ids of the sagas that have not reached an end, by the state of their owner's record. The owner's whole view
 * is read. Empty for a system without sagas.
 *
 * @param prefix with which the correlation ids begin
 */
export async function unfinishedSagas(
  { definition: { saga }, views }: Pick<OpenedSystem, 'definition' | 'views'>,
  prefix: string,
  signal: AbortSignal,
): Promise<string[]> {
  if (saga === undefined) return [];
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
