import { overridesOf, type Sabotage, sabotageNamed, sabotages } from '../../chaos/sabotage/index.ts';
import { usageFailure } from '../failure.ts';
import type { StartOptions } from '../system/start.ts';

/** @throws CommandFailure exit 2 naming those that there are */
export function chosenSabotage(name: string | undefined): Sabotage | undefined {
  if (name === undefined) return undefined;
  const found = sabotageNamed(name);
  if (found !== undefined) return found;
  throw usageFailure(`no sabotage ${name}; there are ${sabotages.map((sabotage) => sabotage.name).join(', ')}`);
}

/** What of a system's start breaks it. */
export const broken = (sabotage: Sabotage | undefined): Pick<StartOptions, 'overrides'> =>
  sabotage === undefined ? {} : { overrides: overridesOf(sabotage) };
