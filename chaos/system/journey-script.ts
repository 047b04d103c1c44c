import { fileURLToPath } from 'node:url';
import type { JourneyScript } from '../schemas/load.ts';
import type { OpenedSystem } from './opened.ts';

/** The system's own journeys, as a load driver takes them; undefined if it has none. */
export function journeyScript({
  definition: { journeys },
  connection,
}: Pick<OpenedSystem, 'definition' | 'connection'>): JourneyScript | undefined {
  if (journeys === undefined) return undefined;
  const data: unknown = journeys.data?.(connection);
  return { module: fileURLToPath(journeys.module), names: Object.keys(journeys.journeys), data };
}
