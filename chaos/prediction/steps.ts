/** What a system's definition says about the places at which faults act. */
import type { StepDefinition, StepRole, SystemDefinition } from '../system/index.ts';

/** The part of a definition that describes its steps. */
export type WithSteps = Pick<SystemDefinition, 'steps'>;

interface Place {
  readonly service: string;
  readonly step: string;
}

/** The roles of steps that no definition describes. Steps with other names take no part in a saga. */
const ROLES_BY_NAME: Readonly<Record<string, StepRole>> = {
  prepare: 'prepare',
  commit: 'commit',
  rollback: 'rollback',
  drive: 'drive',
};

/** Steps that are repeated: if a delivery has no effect, whatever drives the saga calls them again. */
const REPEATED: readonly StepRole[] = ['commit', 'rollback', 'drive'];

export const isRepeated = (role: StepRole): boolean => REPEATED.includes(role);

/** By default, a step gives up after this many failures. */
const FAILURE_LIMIT = 3;

export function stepAt(definition: WithSteps | undefined, { service, step }: Place): StepDefinition | undefined {
  const steps = own(definition?.steps, service);
  return own(steps, step);
}

export function roleAt(definition: WithSteps | undefined, place: Place): StepRole {
  return stepAt(definition, place)?.role ?? own(ROLES_BY_NAME, place.step) ?? 'other';
}

/** Whether a stream delivers to the step, so that records wait behind a slow or failing one. Unknown steps have none. */
export function isFedByStream(definition: WithSteps | undefined, place: Place): boolean {
  const { delivered = 'stream' } = stepAt(definition, place) ?? { delivered: false };
  return delivered === 'stream';
}

/** After how many failures the step gives up; undefined if the definition describes no steps. */
export function failureLimitAt(definition: WithSteps | undefined, place: Place): number | undefined {
  if (definition?.steps === undefined) return undefined;
  return stepAt(definition, place)?.failureLimit ?? FAILURE_LIMIT;
}

/** The member of that name, but not what every object inherits: a document can name a service `toString`. */
const own = <Value>(members: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined =>
  members !== undefined && Object.hasOwn(members, name) ? members[name] : undefined;
