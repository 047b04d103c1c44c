import { stringify } from 'yaml';
import { DocumentError, parseExperiment } from '../documents/index.ts';
import { forecast } from '../prediction/index.ts';
import { type Experiment, unitInterval } from '../schemas/index.ts';
import { isRepeated } from '../prediction/steps.ts';
import type { SystemDefinition } from '../system/index.ts';
import { canAct, MAX_DELAY_MS, SWEPT_KINDS, type SweptStep, sweptJourneys, sweptSteps } from './bounds.ts';

/** Real seconds of load and drain: short, but long enough for a step to reach its failure limit. */
const SECONDS = 8;
const DRAIN_SECONDS = 12;
const LEASE_SECONDS = 60;
const MAX_FAULTS = 3;
/** Draws of a fault that an experiment may refuse, such as one whose attempts add up with another's, before it has fewer. */
const MAX_DRAWS = 20;

type Draw = (what: string) => number;
type DraftFault = Readonly<Record<string, unknown>>;

/**
 * The experiment that a seed draws for a system: two scenarios, and up to three faults at any of its steps.
 *
 * @param seed the same seed draws the same experiment for the same definition
 * @throws RangeError if the definition has no step or no journey that starts a saga
 */
export function randomExperiment(seed: number, system: SystemDefinition): Experiment {
  const steps = sweptSteps(system);
  const journeys = sweptJourneys(system);
  if (steps.length === 0) throw new RangeError(`${system.name} defines no steps at which a sweep could break it`);
  if (journeys.length === 0) throw new RangeError(`${system.name} has no journey that starts a saga`);
  const draw: Draw = (what) => unitInterval(`sweep|${seed}|${what}`);
  const scenarios = ['one', 'other'].map((name) => ({
    name,
    journey: oneOf(journeys, draw(`${name} journey`)),
    rate: oneOf([1, 2, 3], draw(`${name} rate`)),
  }));
  const wanted = 1 + Math.floor(draw('faults') * MAX_FAULTS);
  let experiment = parsed(seed, scenarios, [], system);
  let faults: readonly DraftFault[] = [];
  for (let drawn = 0; faults.length < wanted && drawn < MAX_DRAWS; drawn += 1) {
    const id = `fault-${faults.length + 1}`;
    const candidate = [...faults, faultOf(id, steps, scenarios, (what) => draw(`${drawn} ${what}`))];
    const next = accepted(seed, scenarios, candidate, system);
    if (next === undefined) continue;
    [experiment, faults] = [next, candidate];
  }
  return experiment;
}

interface DrawnScenario {
  readonly name: string;
  readonly journey: string;
  readonly rate: number;
}

function faultOf(id: string, steps: readonly SweptStep[], scenarios: readonly DrawnScenario[], draw: Draw): DraftFault {
  const target = oneOf(steps, draw('step'));
  const kind = oneOf(
    SWEPT_KINDS.filter((one) => canAct(one, target)),
    draw('kind'),
  );
  const point = oneOf(kind.points, draw('point'));
  const { service, step, definition, failureLimit } = target;
  const isStream = (definition.delivered ?? 'stream') === 'stream';
  const bounded = Array.from({ length: Math.max(1, failureLimit - 1) }, (_, index) => index + 1);
  // A step that is repeated until it succeeds would fail until the lease ends, which no budget of a sweep allows.
  const attempts = isRepeated(definition.role) ? bounded : [...bounded, 'always'];
  const ms = Math.ceil(draw('delay') * MAX_DELAY_MS);
  return {
    id,
    fault: kind.fault,
    scenario: oneOf(scenarios, draw('scenario')).name,
    rate: oneOf([0.1, 0.2, 0.4], draw('rate')),
    attempts: kind.stallSeconds > 0 ? 1 : oneOf(attempts, draw('attempts')),
    leaseSeconds: LEASE_SECONDS,
    ...(kind.stallSeconds > 0 && isStream && { stall: { secondsPerHit: ms / 1000 } }),
    parameters: {
      service,
      step,
      ...(point !== undefined && { point }),
      ...(kind.stallSeconds > 0 && { ms }),
    },
  };
}

/** Undefined if the experiment with these faults is not valid, or the seed lets one of them hit nothing. */
function accepted(...given: Parameters<typeof parsed>): Experiment | undefined {
  const [seed, , , system] = given;
  try {
    const experiment = parsed(...given);
    return forecast(experiment, seed, system).faults.every(({ hits }) => hits !== 0) ? experiment : undefined;
  } catch (error) {
    if (error instanceof DocumentError) return undefined;
    throw error;
  }
}

function parsed(
  seed: number,
  scenarios: readonly DrawnScenario[],
  faults: readonly DraftFault[],
  system: SystemDefinition,
): Experiment {
  const document = {
    version: 1,
    name: `sweep_${seed}`,
    title: `What seed ${seed} draws`,
    hypothesis:
      'Whatever the faults, every saga reaches the end that the definition predicts, and all invariants hold.',
    minSpeed: 1,
    steadyState: {
      before: [{ probe: 'alarms' }],
      after: [{ probe: isReconciled(system) ? 'reconcile-clean' : 'alarms' }],
    },
    phases: [{ name: 'swept', seconds: SECONDS, drainSeconds: DRAIN_SECONDS, scenarios }],
    faults,
    expect: { unlistedAlarms: 'ignore' },
    budgets: { detectSeconds: 600, rollbackSeconds: 30, convergeSeconds: 600 },
  };
  return parseExperiment(stringify(document), `the experiment of seed ${seed}`, { system });
}

/** Whether a reconcile run can say at the end that the stores agree. */
function isReconciled({ reconciliation }: SystemDefinition): boolean {
  return typeof reconciliation === 'function' || reconciliation.rules.length > 0;
}

/** @param drawn a number in [0, 1) */
function oneOf<Item>(items: readonly Item[], drawn: number): Item {
  if (items.length === 0) throw new RangeError('there is nothing to draw from');
  return items[Math.floor(drawn * items.length)] as Item;
}
