import type { RunEvent } from '../schemas/index.ts';

/** Whether a fault hit an operation, by the ids of both. */
export type WasHit = (faultId: string, correlationId: string) => boolean;

export function hitsIn(events: readonly RunEvent[]): WasHit {
  const hits = new Map<string, Set<string>>();
  for (const event of events) {
    if (event.kind !== 'fault.hit') continue;
    const known = hits.get(event.faultId);
    if (known === undefined) hits.set(event.faultId, new Set([event.correlationId]));
    else known.add(event.correlationId);
  }
  return (faultId, correlationId) => hits.get(faultId)?.has(correlationId) === true;
}
