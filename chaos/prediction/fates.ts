/**
 * What must come of each operation, told before anything is looked at: from the experiment, the seed and the load's
 * own history.
 */
import { type Experiment, type Operation, SAGA_JOURNEYS } from '../schemas/index.ts';
import { type Aimed, aimedOf, isChosen } from './aimed.ts';
import { both, NOTHING, open, type Reached, reached } from './reach.ts';

export interface Fate {
  readonly correlationId: string;
  /** `refused`: answered that it is not to be, so nothing may be stored of it. */
  readonly outcome: 'completed' | 'rolled-back' | 'refused';
  /** Who must have brought it to its end: the reconciler, where an event was lost that nobody repeats. */
  readonly by: 'services' | 'reconciler';
  /** Ids of the faults, or the journey, that made it other than completed by the services. */
  readonly causes: readonly string[];
  /** Ids of the faults that hit it whatever else happens. */
  readonly struckBy: readonly string[];
  /** Ids of the faults that hit it unless something else comes first. */
  readonly mayBeStruckBy: readonly string[];
}

/** A fate for each operation that has one, by correlation id. */
export type Prediction = ReadonlyMap<string, Fate>;

/**
 * Without a fate are operations that start no saga, and those of which it cannot be told whether the system has taken
 * them: without an answer, or with one of 500 and above. On a system of the user's own, where there are no sagas,
 * every operation has one that is answered, and those that a fault hits.
 */
export function predict(experiment: Experiment, seed: number, operations: readonly Operation[]): Prediction {
  const aimed = experiment.faults.map(aimedOf);
  const fates = operations.flatMap((operation) => {
    const chosen = aimed.filter((fault) => isChosen(fault, seed, operation));
    const fate = experiment.system === 'own' ? answered(operation, chosen) : saga(operation, chosen);
    return fate === undefined ? [] : [{ correlationId: operation.correlationId, ...fate }];
  });
  return new Map(fates.map((fate) => [fate.correlationId, fate]));
}

type Course = Omit<Fate, 'correlationId'>;

const REFUSED: Course = { outcome: 'refused', by: 'services', causes: [], struckBy: [], mayBeStruckBy: [] };

function saga({ journey, status }: Operation, chosen: readonly Aimed[]): Course | undefined {
  if (!(journey in SAGA_JOURNEYS)) return undefined;
  if (status >= 400 && status < 500) return REFUSED;
  if (status !== 202) return undefined;
  const at = (step: string) => reached(chosen.filter(({ hooks }) => hooks.place.step === step));
  const prepare = at('prepare');
  const ended = [...(SAGA_JOURNEYS[journey] === 'rolled-back' ? [journey] : []), ...causing('rolls-back', prepare)];
  const { reached: met, ...course } =
    ended.length > 0
      ? undone(ended, prepare, at)
      : (stranded(causing('strands', prepare), prepare, at) ?? completed(prepare, at, chosen));
  return { ...course, ...struck(both(met, strangers(chosen)), course.causes) };
}

interface Followed extends Pick<Fate, 'outcome' | 'by' | 'causes'> {
  readonly reached: Reached;
}

type At = (step: string) => Reached;

/** The services roll it back: what failed is filed, and the transaction manager drives it. */
function undone(ended: readonly string[], prepare: Reached, at: At): Followed {
  const drive = at('drive');
  const rollback = at('rollback');
  const lost = [...causing('strands', drive), ...causing('strands', rollback)];
  return {
    outcome: 'rolled-back',
    by: lost.length > 0 ? 'reconciler' : 'services',
    causes: [...ended, ...lost],
    reached: both(both(prepare, drive), causing('strands', drive).length > 0 ? open(rollback) : rollback),
  };
}

/** A service was never asked to prepare: nothing is decided until the reconciler finds the order stuck. */
function stranded(lost: readonly string[], prepare: Reached, at: At): Followed | undefined {
  if (lost.length === 0) return undefined;
  const later = open(both(at('drive'), at('rollback')));
  return { outcome: 'rolled-back', by: 'reconciler', causes: lost, reached: both(prepare, later) };
}

/** Decided to commit: from there on the saga can only be late. */
function completed(prepare: Reached, at: At, chosen: readonly Aimed[]): Followed {
  const commit = at('commit');
  const lost = causing('strands', commit);
  const filed = chosen.some(({ hooks, fault }) => hooks.place.step === 'commit' && fault.attempts === 'always');
  return {
    outcome: 'completed',
    by: lost.length > 0 ? 'reconciler' : 'services',
    causes: lost,
    reached: both(both(prepare, commit), filed || lost.length > 0 ? open(at('drive')) : NOTHING),
  };
}

const SAGA_STEPS = ['prepare', 'commit', 'rollback', 'drive'];

/** Faults at functions that are none of the saga's steps: whatever is accepted is taken to reach them. */
function strangers(chosen: readonly Aimed[]): Reached {
  return reached(chosen.filter(({ hooks }) => !SAGA_STEPS.includes(hooks.place.step)));
}

function causing(effect: Aimed['effect'], { sure }: Reached): string[] {
  return sure.filter((one) => one.effect === effect).map(({ fault }) => fault.id);
}

/** A port is not asked where a rollback, for another cause, has left its tombstone first. */
function struck({ sure, open: rest }: Reached, causes: readonly string[]): Pick<Fate, 'struckBy' | 'mayBeStruckBy'> {
  const yields = ({ hooks, fault }: Aimed) =>
    hooks.ports !== undefined && hooks.place.step === 'prepare' && causes.some((cause) => cause !== fault.id);
  return {
    struckBy: sure.filter((one) => !yields(one)).map(({ fault }) => fault.id),
    mayBeStruckBy: [...sure.filter(yields), ...rest].map(({ fault }) => fault.id),
  };
}

/** An operation on a system of the user's own. What failed may have failed before it reached a second fault. */
function answered({ status }: Operation, chosen: readonly Aimed[]): Course | undefined {
  const failed = status === 0 || status >= 500;
  if (failed && chosen.length === 0) return undefined;
  const found = reached(chosen);
  const sure = failed ? status !== 0 && chosen.length === 1 : status < 400;
  return {
    ...struck(sure ? found : open(found), []),
    outcome: status >= 400 && status < 500 ? 'refused' : 'completed',
    by: 'services',
    causes: [],
  };
}
