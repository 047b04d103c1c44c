import { CommandFailure, usageFailure } from '../failure.ts';
import type { LocatedSystem } from './attach.ts';
import type { SystemPlace } from './place.ts';

interface Done<Result> {
  readonly place: SystemPlace;
  readonly result: Result;
}

/**
 * Does something with the control table of each system that has one. Without it, no fault can be armed.
 *
 * @throws CommandFailure exit 2 if chaos is off in every system
 */
export async function whereChaosIsOn<Result>(
  systems: readonly LocatedSystem[],
  work: (system: LocatedSystem) => Promise<Result>,
): Promise<readonly Done<Result>[]> {
  const done = await Promise.all(
    systems.map(async (system): Promise<readonly Done<Result>[]> => {
      try {
        return [{ place: system.place, result: await work(system) }];
      } catch (error) {
        if (error instanceof Error && error.name === 'ResourceNotFoundException') return [];
        throw error;
      }
    }),
  );
  const [first] = systems;
  const on = done.flat();
  if (on.length === 0 && first !== undefined) throw await chaosOff(first);
  return on;
}

/** A stage without the table may also not be deployed at all, which its stacks say if the caller may read them. */
async function chaosOff({ place, describe }: LocatedSystem): Promise<CommandFailure> {
  const missing = await describe().catch((error: unknown) => error);
  if (missing instanceof CommandFailure) return missing;
  const { stage, prefix, region } = place;
  return usageFailure(
    `chaos is off in stage ${stage}: there is no table ${prefix}chaos-control in ${region}, so nothing can be armed there. ` +
      'To turn it on, add a ChaosControl to the app',
  );
}
