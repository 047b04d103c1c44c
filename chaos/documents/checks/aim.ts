import { plannedIterations, SAGA_JOURNEYS } from '../../schemas/index.ts';
import type { Hooks } from '../../faults/index.ts';
import { stallText } from '../../prediction/forecast.ts';
import { MOST_STALLED, stallOf } from '../../prediction/stall.ts';
import type { Draft, DraftFault, DraftPhase } from '../draft.ts';
import type { Problem } from '../problems.ts';

const SAGA_STEPS = ['prepare', 'commit', 'rollback', 'drive'];

/** Whom the fault hits, for how long it is armed, and how much of a stream it holds up. */
export function checkAim(
  fault: DraftFault,
  hooks: Hooks | undefined,
  path: string,
  { phases = [], system }: Pick<Draft, 'phases' | 'system'>,
): Problem[] {
  const twice =
    fault.rate === undefined || fault.iterations === undefined
      ? []
      : [{ path: `${path}.rate`, message: 'is given and so are iterations; keep the one that says whom it hits' }];
  if (fault.scenario === undefined) return [...twice, ...withoutScenario(fault, hooks, path, phases, system)];
  if (takesNone(hooks)) {
    const message = `${fault.fault ?? 'it'} acts on a function that serves no operation; leave the scenario out`;
    return [...twice, { path: `${path}.scenario`, message }];
  }
  const aimed = phases.filter(({ scenarios = [] }) => scenarios.some(({ name }) => name === fault.scenario));
  const [phase] = aimed;
  if (phase === undefined || aimed.length > 1) {
    const message = `scenario ${fault.scenario} stands in ${aimed.length} phases; a fault's scenario belongs to exactly one`;
    return [...twice, { path: `${path}.scenario`, message }];
  }
  return [
    ...twice,
    ...checkLoad(fault, hooks, path, phase, system),
    ...checkLease(fault, path, (phase.seconds ?? 0) + (phase.drainSeconds ?? 0), 'its phase and drain'),
  ];
}

function takesNone(hooks: Hooks | undefined): boolean {
  return hooks?.place.step === 'alarm';
}

/** Every call of its place is hit, from the first phase to the last. */
function withoutScenario(
  fault: DraftFault,
  hooks: Hooks | undefined,
  path: string,
  phases: readonly DraftPhase[],
  system: string | undefined,
): Problem[] {
  const needs = hooks !== undefined && !takesNone(hooks) && system !== 'own';
  const aim = (['rate', 'iterations'] as const).filter((field) => fault[field] !== undefined);
  const whole = phases.reduce((sum, { seconds = 0, drainSeconds = 0 }) => sum + seconds + drainSeconds, 0);
  return [
    ...(needs
      ? [{ path, message: `${fault.fault ?? 'it'} hits operations of a scenario; say which, as scenario` }]
      : []),
    ...(needs ? [] : aim).map((field) => ({
      path: `${path}.${field}`,
      message: 'chooses among the operations of a scenario, and without one every call is hit; leave it out',
    })),
    ...checkLease(fault, path, whole, 'the load'),
  ];
}

/** What the scenario sends must be able to meet the fault. */
function checkLoad(
  fault: DraftFault,
  hooks: Hooks | undefined,
  path: string,
  phase: DraftPhase,
  system: string | undefined,
): Problem[] {
  const { seconds } = phase;
  const { journey, rate } = phase.scenarios?.find(({ name }) => name === fault.scenario) ?? {};
  const barren =
    system !== 'own' && journey !== undefined && !(journey in SAGA_JOURNEYS) && inSaga(hooks)
      ? [
          {
            path: `${path}.scenario`,
            message: `${fault.scenario ?? ''} sends ${journey}, which starts no saga, so it never reaches ${hooks?.place.service ?? ''} ${hooks?.place.step ?? ''}`,
          },
        ]
      : [];
  if (seconds === undefined || rate === undefined) return barren;
  const planned = plannedIterations(rate, seconds);
  const beyond = (fault.iterations ?? []).flatMap((iteration, at) =>
    iteration < planned
      ? []
      : [
          {
            path: `${path}.iterations[${at}]`,
            message: `iteration ${iteration} never comes: ${fault.scenario ?? ''} is planned to send ${planned}, numbered from 0`,
          },
        ],
  );
  return [...barren, ...beyond, ...checkStall(fault, hooks, path, { seconds }, rate)];
}

function inSaga(hooks: Hooks | undefined): boolean {
  return hooks !== undefined && SAGA_STEPS.includes(hooks.place.step);
}

function checkStall(
  { fault, rate = 1, iterations, stall }: DraftFault,
  hooks: Hooks | undefined,
  path: string,
  phase: { readonly seconds: number },
  load: number,
): Problem[] {
  if (stall === undefined) {
    if (hooks?.stalls !== true) return [];
    const message = `${fault ?? 'it'} holds up the stream that brings its records; say for how long a hit does, as stall: { secondsPerHit }`;
    return [{ path: `${path}.stall`, message }];
  }
  const { secondsPerHit, shards = 1 } = stall;
  if (secondsPerHit === undefined) return [];
  const stalled = stallOf({ rate, iterations, stall: { secondsPerHit, shards } }, phase, load);
  if (stalled === undefined || stalled.product <= MOST_STALLED) return [];
  const message = `${stallText(stalled)}: above it the hits overlap and jam the stream; hit fewer, or load longer`;
  return [{ path: `${path}.stall`, message }];
}

function checkLease({ leaseSeconds }: DraftFault, path: string, needed: number, what: string): Problem[] {
  if (leaseSeconds === undefined || leaseSeconds > needed) return [];
  const message = `a lease of ${leaseSeconds} s ends before ${what}, ${needed} s; make it longer`;
  return [{ path: `${path}.leaseSeconds`, message }];
}
