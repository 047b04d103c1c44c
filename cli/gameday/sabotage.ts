import { overridesOf, type Sabotage, sabotageNamed, sabotages } from '@evenkeel/chaos/sabotage';
import { usageFailure } from '../failure.ts';
import type { StartOptions } from '../system/start.ts';

/** @throws CommandFailure exit 2 listing the sabotages */
export function chosenSabotage(name: string | undefined): Sabotage | undefined {
  if (name === undefined) return undefined;
  const found = sabotageNamed(name);
  if (found !== undefined) return found;
  throw usageFailure(
    `there is no sabotage ${name}; choose one of: ${sabotages.map((sabotage) => sabotage.name).join(', ')}`,
  );
}

/** The options that start a system broken by this sabotage. */
export const sabotageOptions = (sabotage: Sabotage | undefined): Pick<StartOptions, 'overrides'> =>
  sabotage === undefined ? {} : { overrides: overridesOf(sabotage) };
