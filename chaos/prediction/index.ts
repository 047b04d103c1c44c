/**
 * What must come of each accepted order, told before anything is looked at: from the experiment, the seed and the
 * load's own history.
 */
import { type Experiment, isHit, type LoadFault, type Operation, SAGA_JOURNEYS } from '../contract/index.ts';
import { type Hooks, stepFaults } from '../faults/step/index.ts';

export { type AlarmGrid, type AlarmWindow, alarmWindow } from './alarm-window.ts';
export { type PredictedAlarm, predictAlarms } from './alarms.ts';

type Outcome = 'completed' | 'rolled-back';

interface Fate {
  readonly correlationId: string;
  readonly outcome: Outcome;
  /** Ids of the faults, or the journey, that roll it back. */
  readonly causes: readonly string[];
  /** Ids of the faults that hit it whatever else happens. */
  readonly struckBy: readonly string[];
  /** Ids of the faults that hit it unless something else ends the saga before they are reached. */
  readonly mayBeStruckBy: readonly string[];
}

/** A fate for each accepted order, by correlation id. */
export type Prediction = ReadonlyMap<string, Fate>;

interface Aimed {
  readonly fault: LoadFault;
  readonly hooks: Hooks;
}

export function predict(experiment: Experiment, seed: number, operations: readonly Operation[]): Prediction {
  const aimed = experiment.faults.map((fault) => ({ fault, hooks: hooksOf(fault) }));
  const fates = operations.filter(isAccepted).map((operation) => fateOf(operation, seed, aimed));
  return new Map(fates.map((fate) => [fate.correlationId, fate]));
}

/** Whether the operation began a saga: only then is its end owed to anybody. */
function isAccepted({ journey, status }: Operation): boolean {
  return status === 202 && journey in SAGA_JOURNEYS;
}

function fateOf(operation: Operation, seed: number, aimed: readonly Aimed[]): Fate {
  const { correlationId, scenario, iteration, journey } = operation;
  const chosen = aimed.filter(
    ({ fault }) => fault.scenario === scenario && isHit({ ...fault, seed, faultId: fault.id, scenario }, iteration),
  );
  const ending = chosen.filter(({ fault, hooks }) => hooks.effect(fault.attempts) === 'rolls-back');
  const causes = [
    ...(SAGA_JOURNEYS[journey] === 'rolled-back' ? [journey] : []),
    ...ending.map(({ fault }) => fault.id),
  ];
  const outcome = causes.length > 0 ? 'rolled-back' : 'completed';
  const reached = chosen.filter(({ hooks }) => isReached(hooks, outcome));
  const sure = reached.filter(({ fault, hooks }) => !yieldsTo(hooks, causes, fault.id));
  return {
    correlationId,
    outcome,
    causes,
    struckBy: sure.map(({ fault }) => fault.id),
    mayBeStruckBy: reached.filter((one) => !sure.includes(one)).map(({ fault }) => fault.id),
  };
}

function isReached({ place }: Hooks, outcome: Outcome): boolean {
  if (place.step === 'prepare') return true;
  return place.step === (outcome === 'completed' ? 'commit' : 'rollback');
}

/** A port is not asked where a rollback, for another cause, has left its tombstone first. */
function yieldsTo(hooks: Hooks, causes: readonly string[], faultId: string): boolean {
  return hooks.ports !== undefined && causes.some((cause) => cause !== faultId);
}

function hooksOf(fault: LoadFault): Hooks {
  const kind = stepFaults.find(({ name }) => name === fault.fault);
  if (kind === undefined)
    throw new RangeError(`there is no fault ${fault.fault}, which experiment fault ${fault.id} names`);
  return kind.bind(fault.parameters);
}
