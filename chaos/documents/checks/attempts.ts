import type { Hooks } from '../../faults/index.ts';
import type { DraftFault } from '../draft.ts';
import type { Problem } from '../problems.ts';

/** Failures of one step after which the services give a correlation id up, and its saga is rolled back. */
const FAILURE_LIMIT = 3;

export function checkAttempts({ attempts }: DraftFault, hooks: Hooks | undefined, path: string): Problem[] {
  if (typeof attempts !== 'number') return [];
  if (hooks?.effect(attempts) === 'strands') {
    return [{ path: `${path}.attempts`, message: 'an event that was lost is not delivered again; say always' }];
  }
  if (attempts < FAILURE_LIMIT) return [];
  const message = `${attempts} attempts reach the services' failure limit of ${FAILURE_LIMIT}, so no retry would succeed; say less, or always`;
  return [{ path: `${path}.attempts`, message }];
}

/** A fault with its hooks, and where it is written. */
export interface Placed {
  readonly fault: DraftFault;
  readonly hooks: Hooks | undefined;
  readonly path: string;
}

/** Faults of one step whose attempts, on an operation that both hit, would together reach the failure limit. */
export function checkAttemptsTogether(faults: readonly Placed[]): Problem[] {
  return faults.flatMap((one, at) => {
    const others = faults.slice(0, at).filter((other) => mayMeet(one, other));
    const sum = [one, ...others].reduce((total, { fault }) => total + failuresOf(fault), 0);
    if (others.length === 0 || sum < FAILURE_LIMIT) return [];
    const ids = others.map(({ fault }) => fault.id ?? '(without id)').join(', ');
    const message = `together with ${ids}, which hits the same step of the same scenario, it fails ${sum} times: that reaches the services' failure limit of ${FAILURE_LIMIT}; use a scenario of its own`;
    return [{ path: `${one.path}.attempts`, message }];
  });
}

function mayMeet(one: Placed, other: Placed): boolean {
  if (one.fault.scenario !== other.fault.scenario || !fails(one) || !fails(other)) return false;
  const sameStep =
    one.hooks?.place.service === other.hooks?.place.service && one.hooks?.place.step === other.hooks?.place.step;
  const [these, those] = [one.fault.iterations, other.fault.iterations];
  return sameStep && (these === undefined || those === undefined || these.some((each) => those.includes(each)));
}

/** Whether each of its attempts is a failure that the services count: one that never ended would end the saga. */
function fails({ fault, hooks }: Placed): boolean {
  if (typeof fault.attempts !== 'number' || hooks === undefined || hooks.delivery !== undefined) return false;
  return hooks.effect(1) === 'delays' && hooks.effect('always') === 'rolls-back';
}

const failuresOf = ({ attempts }: DraftFault): number => (typeof attempts === 'number' ? attempts : 0);
