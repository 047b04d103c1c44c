import type { Sabotage } from '@evenkeel/chaos/sabotage';
import { usageFailure } from '../failure.ts';
import type { FoundSystem } from '../system/definition.ts';

/** The sabotages of a system's definition. */
export const sabotagesOf = (system: FoundSystem | undefined): readonly Sabotage[] => system?.definition.sabotages ?? [];

/** @throws CommandFailure exit 2 listing the sabotages */
export function chosenSabotage(system: FoundSystem | undefined, name: string | undefined): Sabotage | undefined {
  if (name === undefined) return undefined;
  const sabotages = sabotagesOf(system);
  const found = sabotages.find((sabotage) => sabotage.name === name);
  if (found !== undefined) return found;
  const known = sabotages.map((sabotage) => sabotage.name).join(', ');
  throw usageFailure(
    `there is no sabotage ${name}; ${known === '' ? "the system's definition has none" : `choose one of: ${known}`}`,
  );
}
