import type { Hooks } from '../../faults/index.ts';
import type { DraftFault } from '../draft.ts';
import type { Problem } from '../problems.ts';

/** After this many failures of one step, the services give up on a correlation id, and its saga is rolled back. */
const FAILURE_LIMIT = 3;

export function attemptProblems({ attempts }: DraftFault, hooks: Hooks | undefined, path: string): Problem[] {
  if (typeof attempts !== 'number') return [];
  if (hooks?.effect(attempts) === 'strands') {
    return [{ path: `${path}.attempts`, message: 'a lost event is not delivered again; use always' }];
  }
  if (attempts < FAILURE_LIMIT) return [];
  const message = `${attempts} attempts reach the services' failure limit of ${FAILURE_LIMIT}, so no retry would succeed; use fewer, or always`;
  return [{ path: `${path}.attempts`, message }];
}

/** A fault with its hooks, and the path at which the document has it. */
export interface FaultInPlace {
  readonly fault: DraftFault;
  readonly hooks: Hooks | undefined;
  readonly path: string;
}

/** Faults at one step whose attempts, on an operation that both hit, add up to the failure limit. */
export function combinedAttemptProblems(faults: readonly FaultInPlace[]): Problem[] {
  return faults.flatMap((one, at) => {
    const others = faults.slice(0, at).filter((other) => mayHitSameOperation(one, other));
    const sum = [one, ...others].reduce((total, { fault }) => total + failuresOf(fault), 0);
    if (others.length === 0 || sum < FAILURE_LIMIT) return [];
    const ids = others.map(({ fault }) => fault.id ?? '(without id)').join(', ');
    const message = `together with ${ids} at the same step of the same scenario, it causes ${sum} failures, which reach the services' failure limit of ${FAILURE_LIMIT}; give it a scenario of its own`;
    return [{ path: `${one.path}.attempts`, message }];
  });
}

function mayHitSameOperation(one: FaultInPlace, other: FaultInPlace): boolean {
  if (one.fault.scenario !== other.fault.scenario || !causesFailures(one) || !causesFailures(other)) return false;
  const isSameStep =
    one.hooks?.place.service === other.hooks?.place.service && one.hooks?.place.step === other.hooks?.place.step;
  const [these, those] = [one.fault.iterations, other.fault.iterations];
  return isSameStep && (these === undefined || those === undefined || these.some((each) => those.includes(each)));
}

/** Whether each of its attempts is a failure that counts toward the limit. */
function causesFailures({ fault, hooks }: FaultInPlace): boolean {
  if (typeof fault.attempts !== 'number' || hooks === undefined || hooks.delivery !== undefined) return false;
  return hooks.effect(1) === 'delays' && hooks.effect('always') === 'rolls-back';
}

const failuresOf = ({ attempts }: DraftFault): number => (typeof attempts === 'number' ? attempts : 0);
