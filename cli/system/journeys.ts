import { fileURLToPath } from 'node:url';
import type { Connection, SystemDefinition } from '@evenkeel/chaos';
import type { JourneyScript } from '@evenkeel/chaos/schemas';

/** The system's own journeys, as the load generator takes them; undefined if it has none. */
export function journeyScript(
  { journeys }: Pick<SystemDefinition, 'journeys'>,
  connection: Connection,
): JourneyScript | undefined {
  if (journeys === undefined) return undefined;
  const data: unknown = journeys.data?.(connection);
  return { module: fileURLToPath(journeys.module), names: Object.keys(journeys.journeys), data };
}
