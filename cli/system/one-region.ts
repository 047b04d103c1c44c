/** Refuses what is a whole system in each of several regions, where one system is booted. */
import { usageFailure } from '../failure.ts';
import { chosenStage } from './alarms.ts';
import { stacksOf } from './stacks.ts';

const INSTEAD = 'bootRegions of evenkeel/local boots both';

/** @throws CommandFailure exit 2 if the stage of the system that ships with evenkeel has two regions, or there is none */
export function demandStageOfOneRegion(name: string): void {
  const { region, pair } = chosenStage(name);
  if (pair === undefined) return;
  throw usageFailure(
    `stage ${name} is a system in ${region} and another one in ${pair.region}, and this command boots one system. ` +
      `Play a game day on both with: evenkeel gameday regions. In your own code, ${INSTEAD}`,
  );
}

/**
 * Stacks in several regions may be one system, such as one whose certificate has to be in us-east-1. Stacks of the same name
 * are one system for each region: booted as one, each would replace what the other made.
 *
 * @throws CommandFailure exit 2 if a stack of the assembly is in several regions
 */
export async function demandAppOfOneRegion(assembly: string): Promise<void> {
  const stacks = await stacksOf(assembly);
  for (const { name, region } of stacks) {
    const twin = stacks.find((other) => other.name === name && other.region !== region);
    if (twin === undefined) continue;
    throw usageFailure(
      `${assembly} has the stack ${name} in ${region ?? 'any region'} and in ${twin.region ?? 'any region'}, ` +
        `and this command boots one system: ${INSTEAD}`,
    );
  }
}
