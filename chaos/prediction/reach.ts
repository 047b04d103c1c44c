/** Which of the faults at one place come to act, when a call reaches it. */
import type { Aimed } from './aimed.ts';

export interface Reached {
  /** Act whatever else happens. */
  readonly sure: readonly Aimed[];
  /** Act unless something else comes first. */
  readonly open: readonly Aimed[];
}

export const NOTHING: Reached = { sure: [], open: [] };

/**
 * At each place the calls pass through the faults from the outside to the inside: one that keeps the call from going
 * further, each time, keeps those behind it from acting.
 */
export function reached(faults: readonly Aimed[]): Reached {
  const places = [...new Set(faults.map(placeOf))];
  return places
    .map((place) => reachedAtOnePlace(faults.filter((fault) => placeOf(fault) === place)))
    .reduce(both, NOTHING);
}

/** The same faults, of which it cannot be told whether they are still armed when the call comes. */
export function open({ sure, open: rest }: Reached): Reached {
  return { sure: [], open: [...sure, ...rest] };
}

export function both(one: Reached, other: Reached): Reached {
  return { sure: [...one.sure, ...other.sure], open: [...one.open, ...other.open] };
}

function reachedAtOnePlace(faults: readonly Aimed[]): Reached {
  let passes: Passage = 'yes';
  let found = NOTHING;
  for (const fault of faults.toSorted(fromOutside)) {
    if (passes === 'no') break;
    found = both(found, passes === 'yes' ? { sure: [fault], open: [] } : { sure: [], open: [fault] });
    const through = passageOf(fault);
    if (through !== 'yes') passes = through;
  }
  return found;
}

type Passage = 'yes' | 'no' | 'perhaps';

/** Steps that come again: whoever drives the saga on repeats what a delivery did not bring about. */
const REPEATED = ['commit', 'rollback', 'drive'];

/** Whether calls that the fault hits go on to what is behind it, at least once its attempts are used up. */
function passageOf({ fault, hooks, effect }: Aimed): Passage {
  const { step } = hooks.place;
  if (effect === 'strands') return REPEATED.includes(step) ? 'perhaps' : 'no';
  if (fault.attempts !== 'always') return 'yes';
  // A refusal is an answer, and what follows an answer follows it; a failure is none.
  if (effect === 'rolls-back') return hooks.effect(1) === 'rolls-back' ? 'yes' : 'no';
  // Where failing only delays, a step that always fails cannot be told from one that is merely slow.
  return step === 'prepare' ? 'yes' : 'perhaps';
}

/** A delivery comes first, then what is before the step, then what the step asks of its ports, then what is after it. */
function momentOf(hooks: Aimed['hooks']): number {
  if (hooks.delivery !== undefined) return 0;
  // A handler of which nothing is known offers no ports.
  if (hooks.ports !== undefined && (hooks.before === undefined || hooks.place.step !== 'handle')) return 2;
  return hooks.before === undefined ? 3 : 1;
}

function fromOutside(one: Aimed, other: Aimed): number {
  return momentOf(one.hooks) - momentOf(other.hooks) || one.order - other.order;
}

function placeOf({ hooks: { place } }: Aimed): string {
  return `${place.service}/${place.step}`;
}
