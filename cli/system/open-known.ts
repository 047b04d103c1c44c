import { dirname } from 'node:path';
import { type OpenedSystem, openSystem } from '@evenkeel/chaos';
import type { SystemDescription } from '@evenkeel/chaos/schemas';
import type { CommandContext } from '../command.ts';
import { orUsageFailure } from '../gameday/documents.ts';
import { shipsWithEvenkeel } from './attach.ts';
import { connectionTo } from './connection.ts';
import { loadSystem } from './definition.ts';
import { nearestDefinition } from './find-definition.ts';
import { shippedDefinition } from './shipped.ts';

/**
 * Opens the definition of a running system: the given one, the one that ships with evenkeel if the system does, or else the
 * nearest to the working directory or to the system's app. Undefined if there is none.
 */
export async function openKnown(
  system: SystemDescription,
  given: string | undefined,
  context: CommandContext,
): Promise<OpenedSystem | undefined> {
  const file = given ?? (shipsWithEvenkeel(system) ? await shippedDefinition() : nearestTo(system));
  if (file === undefined || file === 'none') return undefined;
  const found = await loadSystem(file);
  return orUsageFailure(() => Promise.resolve(openSystem(found, connectionTo(system, context))));
}

function nearestTo({ app }: SystemDescription): string | undefined {
  return nearestDefinition(process.cwd()) ?? (app === undefined ? undefined : nearestDefinition(dirname(app)));
}
