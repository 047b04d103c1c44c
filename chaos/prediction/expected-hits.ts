/** Which of the faults that the seed has chosen for an operation hit it, in the order in which its calls meet them. */
import { isHit, type LoadFault, type Operation } from '../schemas/index.ts';
import { type Hooks, stepFaults } from '../faults/index.ts';
import type { StepRole } from '../system/index.ts';
import { roleAt, type WithSteps } from './steps.ts';

/** A fault of an experiment, with what its kind does and its place in the order of application. */
export interface AimedFault {
  readonly fault: LoadFault;
  readonly hooks: Hooks;
  /** The role of the step that it acts on. */
  readonly role: StepRole;
  readonly effect: ReturnType<Hooks['effect']>;
  readonly order: number;
}

/** @throws RangeError when this version has no such kind of fault */
export function aimedFaultOf(fault: LoadFault, definition: WithSteps | undefined): AimedFault {
  const order = stepFaults.findIndex(({ name }) => name === fault.fault);
  const hooks = stepFaults[order]?.bind(fault.parameters);
  if (hooks === undefined) {
    throw new RangeError(`there is no fault ${fault.fault}, which experiment fault ${fault.id} names`);
  }
  const role = roleAt(definition, hooks.place);
  return { fault, hooks, role, order, effect: hooks.effect(fault.attempts, role) };
}

/** Whether the seed, or the fault's list of iterations, chooses this operation. */
export function isChosen({ fault }: AimedFault, seed: number, { scenario, iteration }: Operation): boolean {
  if (fault.scenario !== scenario) return false;
  return isHit({ ...fault, seed, faultId: fault.id, scenario }, iteration);
}

export interface ExpectedHits {
  /** Faults that hit the operation in any case. */
  readonly certain: readonly AimedFault[];
  /** Faults that hit the operation unless something else comes first. */
  readonly possible: readonly AimedFault[];
}

export const NO_HITS: ExpectedHits = { certain: [], possible: [] };

/**
 * At each place, calls pass the faults from the outside to the inside. A fault that lets no attempt through keeps the
 * faults behind it from hitting.
 */
export function expectedHits(faults: readonly AimedFault[]): ExpectedHits {
  const places = [...new Set(faults.map(placeOf))];
  return places
    .map((place) => hitsAtOnePlace(faults.filter((fault) => placeOf(fault) === place)))
    .reduce(both, NO_HITS);
}

/** The same faults as merely possible: they may no longer be armed when the call comes. */
export function onlyPossible({ certain, possible }: ExpectedHits): ExpectedHits {
  return { certain: [], possible: [...certain, ...possible] };
}

export function both(one: ExpectedHits, other: ExpectedHits): ExpectedHits {
  return { certain: [...one.certain, ...other.certain], possible: [...one.possible, ...other.possible] };
}

function hitsAtOnePlace(faults: readonly AimedFault[]): ExpectedHits {
  let passes: Passage = 'yes';
  let found = NO_HITS;
  for (const fault of faults.toSorted(fromOutside)) {
    if (passes === 'no') break;
    found = both(found, passes === 'yes' ? { certain: [fault], possible: [] } : { certain: [], possible: [fault] });
    const through = passageOf(fault);
    if (through !== 'yes') passes = through;
  }
  return found;
}

type Passage = 'yes' | 'no' | 'maybe';

/** Steps that are repeated: if a delivery has no effect, whatever drives the saga calls them again. */
const REPEATED: readonly StepRole[] = ['commit', 'rollback', 'drive'];

/** Whether the calls that the fault hits reach what is behind it, at the latest when its attempts are used up. */
function passageOf({ fault, hooks, role, effect }: AimedFault): Passage {
  if (effect === 'strands') return REPEATED.includes(role) ? 'maybe' : 'no';
  if (fault.attempts !== 'always') return 'yes';
  // A refusal is an answer, so faults that act after an answer still hit. A failure is not an answer.
  if (effect === 'rolls-back') return hooks.effect(1, role) === 'rolls-back' ? 'yes' : 'no';
  // Failures only delay these steps, so one that always fails looks the same as one that is slow.
  return role === 'prepare' ? 'yes' : 'maybe';
}

/** The order within a place: delivery, before the step, the step's ports, after the step. */
function momentOf(hooks: AimedFault['hooks']): number {
  if (hooks.delivery !== undefined) return 0;
  // A custom handler offers no ports.
  if (hooks.ports !== undefined && (hooks.before === undefined || hooks.place.step !== 'handle')) return 2;
  return hooks.before === undefined ? 3 : 1;
}

function fromOutside(one: AimedFault, other: AimedFault): number {
  return momentOf(one.hooks) - momentOf(other.hooks) || one.order - other.order;
}

function placeOf({ hooks: { place } }: AimedFault): string {
  return `${place.service}/${place.step}`;
}
