import { plannedIterations } from '../../schemas/index.ts';
import type { Hooks } from '../../faults/index.ts';
import { MAX_STALL, stallOf, stallText } from '../../prediction/stall.ts';
import { NO_SAGA } from '../../prediction/predicted-end.ts';
import { isFedByStream, roleAt, stepAt } from '../../prediction/steps.ts';
import type { SystemDefinition } from '../../system/index.ts';
import type { Draft, DraftFault, DraftPhase } from '../draft.ts';
import type { Problem } from '../problems.ts';
import type { FaultInPlace } from './attempts.ts';

/** Problems with what the fault hits, how long it is armed, and how much of a stream it blocks. */
export function aimProblems(one: FaultInPlace, draft: Draft, system: SystemDefinition | undefined): Problem[] {
  const { fault, hooks, path } = one;
  const { phases = [] } = draft;
  const both =
    fault.rate === undefined || fault.iterations === undefined
      ? []
      : [{ path: `${path}.rate`, message: 'cannot be combined with iterations; keep one of the two' }];
  if (fault.scenario === undefined) return [...both, ...problemsWithoutScenario(one, phases, system)];
  if (servesNoOperation(hooks, system)) {
    const message = `${fault.fault ?? 'it'} acts on a step that serves no operation; remove the scenario`;
    return [...both, { path: `${path}.scenario`, message }];
  }
  const aimed = phases.filter(({ scenarios = [] }) => scenarios.some(({ name }) => name === fault.scenario));
  const [phase] = aimed;
  if (phase === undefined || aimed.length > 1) {
    const found = aimed.length === 0 ? 'no phase has' : `${aimed.length} phases have`;
    const message = `${found} a scenario ${fault.scenario}; a fault's scenario must appear in exactly one phase`;
    return [...both, { path: `${path}.scenario`, message }];
  }
  return [
    ...both,
    ...reachProblems(one, draft, phase, system),
    ...loadProblems(one, phase, system),
    ...leaseProblems(fault, path, (phase.seconds ?? 0) + (phase.drainSeconds ?? 0), 'its phase and drain'),
  ];
}

function servesNoOperation(hooks: Hooks | undefined, system: SystemDefinition | undefined): boolean {
  return hooks !== undefined && stepAt(system, hooks.place)?.servesOperations === false;
}

/** Whether the step takes part in sagas, as far as the definition describes them. */
function isInSaga(hooks: Hooks | undefined, system: SystemDefinition | undefined): boolean {
  return hooks !== undefined && system?.saga !== undefined && roleAt(system, hooks.place) !== 'other';
}

/** Without a scenario, the fault hits every call of its function, from the first phase to the last. */
function problemsWithoutScenario(
  { fault, hooks, path }: FaultInPlace,
  phases: readonly DraftPhase[],
  system: SystemDefinition | undefined,
): Problem[] {
  const needsScenario = isInSaga(hooks, system);
  const choices = (['rate', 'iterations'] as const).filter((field) => fault[field] !== undefined);
  const total = phases.reduce((sum, { seconds = 0, drainSeconds = 0 }) => sum + seconds + drainSeconds, 0);
  return [
    ...(needsScenario ? [{ path, message: `${fault.fault ?? 'it'} hits operations of a scenario; add scenario` }] : []),
    ...(needsScenario ? [] : choices).map((field) => ({
      path: `${path}.${field}`,
      message: 'needs a scenario; without one the fault hits every call, so remove it',
    })),
    ...leaseProblems(fault, path, total, 'the load'),
  ];
}

/** Operations that start no saga do not reach a step of sagas. */
function reachProblems(
  { fault, hooks, path }: FaultInPlace,
  { expect }: Draft,
  phase: DraftPhase,
  system: SystemDefinition | undefined,
): Problem[] {
  const { journey } = scenarioOf(fault, phase);
  if (hooks === undefined || journey === undefined || !isInSaga(hooks, system)) return [];
  const isStated = (expect?.outcomes ?? []).some(
    ({ scenario, end, hitBy }) =>
      scenario === fault.scenario && end !== undefined && (end !== NO_SAGA || hitBy !== undefined),
  );
  const end = system?.journeys?.journeys[journey]?.end ?? null;
  if (isStated || end !== null) return [];
  const { service, step } = hooks.place;
  const message = `the journey ${journey} of ${fault.scenario ?? ''} starts no saga, so it never reaches ${service} ${step}; if it does start one, state its end in expect.outcomes`;
  return [{ path: `${path}.scenario`, message }];
}

function scenarioOf({ scenario }: DraftFault, { scenarios = [] }: DraftPhase) {
  return scenarios.find(({ name }) => name === scenario) ?? {};
}

/** How often and for how long the fault hits what the scenario sends. */
function loadProblems(
  { fault, hooks, path }: FaultInPlace,
  phase: DraftPhase,
  system: SystemDefinition | undefined,
): Problem[] {
  const { seconds } = phase;
  const { rate } = scenarioOf(fault, phase);
  if (seconds === undefined || rate === undefined) return [];
  const planned = plannedIterations(rate, seconds);
  const beyond = (fault.iterations ?? []).flatMap((iteration, at) =>
    iteration < planned
      ? []
      : [
          {
            path: `${path}.iterations[${at}]`,
            message: `there is no iteration ${iteration}: ${fault.scenario ?? ''} plans ${planned}, numbered from 0`,
          },
        ],
  );
  if (fault.stall === undefined) return [...beyond, ...missingStall({ fault, hooks, path }, system)];
  return [...beyond, ...stallProblems(fault, path, { seconds }, rate)];
}

/** Only a stream is blocked, and only a definition says what delivers to a step. */
function missingStall({ fault, hooks, path }: FaultInPlace, system: SystemDefinition | undefined): Problem[] {
  if (hooks?.stalls !== true || !isFedByStream(system, hooks.place)) return [];
  const { service, step } = hooks.place;
  const message = `${fault.fault ?? 'it'} blocks the stream that delivers to ${service} ${step}; state for how long, as stall: { secondsPerHit }, or, if a queue or a request delivers to it, set steps.${service}.${step}.delivered to 'queue' or 'request' in the definition`;
  return [{ path: `${path}.stall`, message }];
}

function stallProblems(
  { rate = 1, iterations, stall }: DraftFault,
  path: string,
  phase: { readonly seconds: number },
  load: number,
): Problem[] {
  const { secondsPerHit, shards = 1 } = stall ?? {};
  if (secondsPerHit === undefined) return [];
  const stalled = stallOf({ rate, iterations, stall: { secondsPerHit, shards } }, phase, load);
  if (stalled === undefined || stalled.product <= MAX_STALL) return [];
  const message = `${stallText(stalled)}; above that, hits overlap and jam the stream, so hit fewer operations or load longer`;
  return [{ path: `${path}.stall`, message }];
}

function leaseProblems({ leaseSeconds }: DraftFault, path: string, needed: number, what: string): Problem[] {
  if (leaseSeconds === undefined || leaseSeconds > needed) return [];
  const message = `a lease of ${leaseSeconds} s ends before ${what} (${needed} s); make it longer`;
  return [{ path: `${path}.leaseSeconds`, message }];
}
