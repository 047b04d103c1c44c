import { plannedIterations, SAGA_JOURNEYS } from '../../schemas/index.ts';
import type { Hooks } from '../../faults/index.ts';
import { MAX_STALL, stallOf, stallText } from '../../prediction/stall.ts';
import type { Draft, DraftFault, DraftPhase } from '../draft.ts';
import type { Problem } from '../problems.ts';

const SAGA_STEPS = ['prepare', 'commit', 'rollback', 'drive'];

/** Problems with what the fault hits, how long it is armed, and how much of a stream it blocks. */
export function aimProblems(
  fault: DraftFault,
  hooks: Hooks | undefined,
  path: string,
  { phases = [], system }: Pick<Draft, 'phases' | 'system'>,
): Problem[] {
  const both =
    fault.rate === undefined || fault.iterations === undefined
      ? []
      : [{ path: `${path}.rate`, message: 'cannot be combined with iterations; keep one of the two' }];
  if (fault.scenario === undefined) return [...both, ...problemsWithoutScenario(fault, hooks, path, phases, system)];
  if (servesNoOperation(hooks)) {
    const message = `${fault.fault ?? 'it'} acts on a function that serves no operation; remove the scenario`;
    return [...both, { path: `${path}.scenario`, message }];
  }
  const aimed = phases.filter(({ scenarios = [] }) => scenarios.some(({ name }) => name === fault.scenario));
  const [phase] = aimed;
  if (phase === undefined || aimed.length > 1) {
    const message = `scenario ${fault.scenario} is in ${aimed.length} phases, but the scenario of a fault must be in exactly one`;
    return [...both, { path: `${path}.scenario`, message }];
  }
  return [
    ...both,
    ...loadProblems(fault, hooks, path, phase, system),
    ...leaseProblems(fault, path, (phase.seconds ?? 0) + (phase.drainSeconds ?? 0), 'its phase and drain'),
  ];
}

function servesNoOperation(hooks: Hooks | undefined): boolean {
  return hooks?.place.step === 'alarm';
}

/** Without a scenario, the fault hits every call of its function, from the first phase to the last. */
function problemsWithoutScenario(
  fault: DraftFault,
  hooks: Hooks | undefined,
  path: string,
  phases: readonly DraftPhase[],
  system: string | undefined,
): Problem[] {
  const needsScenario = hooks !== undefined && !servesNoOperation(hooks) && system !== 'custom';
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

/** What the scenario sends must be able to reach the fault. */
function loadProblems(
  fault: DraftFault,
  hooks: Hooks | undefined,
  path: string,
  phase: DraftPhase,
  system: string | undefined,
): Problem[] {
  const { seconds } = phase;
  const { journey, rate } = phase.scenarios?.find(({ name }) => name === fault.scenario) ?? {};
  const isUnreachable = system !== 'custom' && journey !== undefined && !(journey in SAGA_JOURNEYS) && isInSaga(hooks);
  const unreachable = isUnreachable
    ? [
        {
          path: `${path}.scenario`,
          message: `the journey ${journey} of ${fault.scenario ?? ''} starts no saga, so it never reaches ${hooks?.place.service ?? ''} ${hooks?.place.step ?? ''}`,
        },
      ]
    : [];
  if (seconds === undefined || rate === undefined) return unreachable;
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
  return [...unreachable, ...beyond, ...stallProblems(fault, hooks, path, { seconds }, rate)];
}

function isInSaga(hooks: Hooks | undefined): boolean {
  return hooks !== undefined && SAGA_STEPS.includes(hooks.place.step);
}

function stallProblems(
  { fault, rate = 1, iterations, stall }: DraftFault,
  hooks: Hooks | undefined,
  path: string,
  phase: { readonly seconds: number },
  load: number,
): Problem[] {
  if (stall === undefined) {
    if (hooks?.stalls !== true) return [];
    const message = `${fault ?? 'it'} blocks the stream that delivers its records; state for how long, as stall: { secondsPerHit }`;
    return [{ path: `${path}.stall`, message }];
  }
  const { secondsPerHit, shards = 1 } = stall;
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
