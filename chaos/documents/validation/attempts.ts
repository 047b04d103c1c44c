import type { Hooks } from '../../faults/index.ts';
import { failureLimitAt, roleAt } from '../../prediction/steps.ts';
import type { SystemDefinition } from '../../system/index.ts';
import type { Draft, DraftFault } from '../draft.ts';
import type { Problem } from '../problems.ts';

/** A fault with its hooks, and its path in the document. */
export interface FaultInPlace {
  readonly fault: DraftFault;
  /** Undefined if its kind or parameters are wrong. */
  readonly hooks: Hooks | undefined;
  readonly path: string;
}

/** Attempts after which no retry of the step succeeds. */
export function attemptProblems(
  { fault: { attempts }, hooks, path }: FaultInPlace,
  system: SystemDefinition | undefined,
): Problem[] {
  if (typeof attempts !== 'number' || hooks === undefined) return [];
  const role = roleAt(system, hooks.place);
  if (system?.saga !== undefined && role !== 'other' && hooks.effect(attempts, role) === 'strands') {
    return [{ path: `${path}.attempts`, message: 'a lost event is not delivered again; use always' }];
  }
  const limit = failureLimitAt(system, hooks.place);
  if (limit === undefined || attempts < limit) return [];
  const message = `${attempts} attempts reach the step's failure limit of ${limit}, so no retry would succeed; use fewer, or always`;
  return [{ path: `${path}.attempts`, message }];
}

/**
 * A step that always fails after its commit. What it has prepared is durable, so the saga may go on without its reply, or be
 * rolled back because of its failures: whichever comes first. Only the experiment can know that its system always does one.
 */
export function openEndProblems(
  { fault: { id, attempts = 'always' }, hooks, path }: FaultInPlace,
  { expect }: Draft,
  system: SystemDefinition | undefined,
): Problem[] {
  if (hooks?.afterCommit === undefined || attempts !== 'always' || system?.saga?.rollback === undefined) return [];
  const role = roleAt(system, hooks.place);
  if (role !== 'prepare' || hooks.effect('always', role) !== 'rolls-back') return [];
  if (expect?.outcomes?.some(({ hitBy, end }) => hitBy === id && end !== undefined) === true) return [];
  const message =
    'what the step prepared is durable after its commit, so the saga may complete before its failures roll it back; use before-commit or a number of attempts, or state the end in expect.outcomes';
  return [{ path: `${path}.attempts`, message }];
}

/** Faults at one step whose attempts, on an operation that both hit, add up to the failure limit. */
export function combinedAttemptProblems(
  faults: readonly FaultInPlace[],
  system: SystemDefinition | undefined,
): Problem[] {
  return faults.flatMap((one, at) => {
    const limit = one.hooks === undefined ? undefined : failureLimitAt(system, one.hooks.place);
    const others = faults.slice(0, at).filter((other) => mayHitSameOperation(one, other, system));
    const sum = [one, ...others].reduce((total, { fault }) => total + failuresOf(fault), 0);
    if (limit === undefined || others.length === 0 || sum < limit) return [];
    const ids = others.map(({ fault }) => fault.id ?? '(without id)').join(', ');
    const message = `together with ${ids} at the same step of the same scenario, it causes ${sum} failures, which reach the step's failure limit of ${limit}; give it a scenario of its own`;
    return [{ path: `${one.path}.attempts`, message }];
  });
}

function mayHitSameOperation(one: FaultInPlace, other: FaultInPlace, system: SystemDefinition | undefined): boolean {
  if (one.fault.scenario !== other.fault.scenario) return false;
  if (!causesFailures(one, system) || !causesFailures(other, system)) return false;
  const isSameStep =
    one.hooks?.place.service === other.hooks?.place.service && one.hooks?.place.step === other.hooks?.place.step;
  const [these, those] = [one.fault.iterations, other.fault.iterations];
  return isSameStep && (these === undefined || those === undefined || these.some((each) => those.includes(each)));
}

/** Whether each of its attempts is a failure that counts toward the limit. */
function causesFailures({ fault, hooks }: FaultInPlace, system: SystemDefinition | undefined): boolean {
  if (typeof fault.attempts !== 'number' || hooks === undefined || hooks.delivery !== undefined) return false;
  const role = roleAt(system, hooks.place);
  return hooks.effect(1, role) === 'delays' && hooks.effect('always', role) === 'rolls-back';
}

const failuresOf = ({ attempts }: DraftFault): number => (typeof attempts === 'number' ? attempts : 0);
