/** A saga's path through its steps, and which of the faults that the seed chose for its operation hit it there. */
import { isHit, type LoadFault, type Operation } from '../schemas/index.ts';
import { type Hooks, stepFaults } from '../faults/index.ts';
import { type StepRole, stepsBefore } from '../system/index.ts';
import type { PredictedEnd } from './predicted-end.ts';
import { isRepeated, roleAt, type WithSteps } from './steps.ts';

/** A fault of an experiment, with what its kind does and its place in the order of application. */
export interface AimedFault {
  readonly fault: LoadFault;
  readonly hooks: Hooks;
  /** The role of the step that it acts on. */
  readonly role: StepRole;
  readonly effect: ReturnType<Hooks['effect']>;
  /** The steps that must succeed before its step is called, as `service/step`. */
  readonly before: ReadonlySet<string>;
  readonly order: number;
}

/**
 * @throws RangeError if this version has no such kind of fault
 */
export function aimedFaultOf(fault: LoadFault, definition: WithSteps | undefined): AimedFault {
  const order = stepFaults.findIndex(({ name }) => name === fault.fault);
  const hooks = stepFaults[order]?.bind(fault.parameters);
  if (hooks === undefined) {
    throw new RangeError(`there is no fault ${fault.fault}, which experiment fault ${fault.id} names`);
  }
  const role = roleAt(definition, hooks.place);
  const before = stepsBefore(definition?.steps, hooks.place);
  return { fault, hooks, role, before, order, effect: hooks.effect(fault.attempts, role) };
}

/** Whether the seed, or the fault's list of iterations, chooses this operation. */
export function isChosen(
  { fault }: Pick<AimedFault, 'fault'>,
  seed: number,
  { scenario, iteration }: Operation,
): boolean {
  const { id: faultId, rate, iterations } = fault;
  return fault.scenario === scenario && isHit({ seed, faultId, scenario, rate, iterations }, iteration);
}

export interface SagaPath extends Pick<PredictedEnd, 'end' | 'by' | 'causes'> {
  readonly hits: ExpectedHits;
}

interface Saga {
  /** The end without faults, or the stated one. */
  readonly end: string;
  /** The end of a saga in which a step has given up; undefined if no step can. */
  readonly rollback: string | undefined;
  /** The faults that the seed has chosen for its operation. */
  readonly chosen: readonly AimedFault[];
}

/** The path that follows from the roles of the steps at which the faults act. */
export function ownPath({ end, journey, rollback, chosen }: Saga & { readonly journey: string }): SagaPath {
  if (rollback === undefined) return completed(end, chosen);
  const prepare = preparedIn(end === rollback, chosen);
  const failures = [...(end === rollback ? [journey] : []), ...idsWith('rolls-back', prepare)];
  if (failures.length > 0) return rolledBack(failures, rollback, chosen, prepare);
  return stranded(rollback, chosen) ?? completed(end, chosen);
}

/** The path to a stated end. */
export function pathTo({ end, rollback, chosen, causes }: Saga & { readonly causes: readonly string[] }): SagaPath {
  if (end === rollback) return rolledBack(causes, rollback, chosen);
  const path = completed(end, chosen);
  return { ...path, causes: [...new Set([...causes, ...path.causes])] };
}

/** Nothing says at which step a saga fails by itself, so it may never call those that follow another. */
function preparedIn(failsByItself: boolean, chosen: readonly AimedFault[]): ExpectedHits {
  const hits = hitsAt('prepare', chosen);
  if (!failsByItself) return hits;
  const follows = ({ before }: AimedFault) => before.size > 0;
  return {
    certain: hits.certain.filter((fault) => !follows(fault)),
    possible: [...hits.possible, ...hits.certain.filter(follows)],
  };
}

/** The step that drives the rollback receives the failure. */
function rolledBack(
  failures: readonly string[],
  end: string,
  chosen: readonly AimedFault[],
  prepare = hitsAt('prepare', chosen),
): SagaPath {
  const drive = hitsAt('drive', chosen);
  const rollback = hitsAt('rollback', chosen);
  const lost = [...idsWith('strands', drive), ...idsWith('strands', rollback)];
  const isDriveLost = idsWith('strands', drive).length > 0;
  return {
    end,
    by: lost.length > 0 ? 'reconciler' : 'services',
    causes: [...failures, ...lost],
    hits: both(both(prepare, drive), isDriveLost ? onlyPossible(rollback) : rollback),
  };
}

/** A service never received its prepare event, so nothing is decided until the reconciler finds the saga stuck. */
function stranded(end: string, chosen: readonly AimedFault[]): SagaPath | undefined {
  const prepare = hitsAt('prepare', chosen);
  const lost = idsWith('strands', prepare);
  if (lost.length === 0) return undefined;
  const later = onlyPossible(both(hitsAt('drive', chosen), hitsAt('rollback', chosen)));
  return { end, by: 'reconciler', causes: lost, hits: both(prepare, later) };
}

/** Once the commit is decided, faults can only delay the saga. */
function completed(end: string, chosen: readonly AimedFault[]): SagaPath {
  const commit = hitsAt('commit', chosen);
  const lost = idsWith('strands', commit);
  const mayBeDriven = chosen.some(({ role, fault }) => role === 'commit' && fault.attempts === 'always');
  return {
    end,
    by: lost.length > 0 ? 'reconciler' : 'services',
    causes: lost,
    hits: both(
      both(hitsAt('prepare', chosen), commit),
      mayBeDriven || lost.length > 0 ? onlyPossible(hitsAt('drive', chosen)) : NO_HITS,
    ),
  };
}

function hitsAt(role: StepRole, chosen: readonly AimedFault[]): ExpectedHits {
  return expectedHits(chosen.filter((fault) => fault.role === role));
}

function idsWith(effect: AimedFault['effect'], { certain }: ExpectedHits): string[] {
  return certain.filter((one) => one.effect === effect).map(({ fault }) => fault.id);
}

/** A prepare does not call its ports if a rollback for another reason came first. A step that follows it comes later. */
export function hitIds(
  { certain, possible }: ExpectedHits,
  causes: readonly string[],
): Pick<PredictedEnd, 'hitBy' | 'mayBeHitBy'> {
  const followers = (one: AimedFault) => certain.filter(({ before }) => before.has(placeOf(one)));
  const mayBePreempted = (one: AimedFault) => {
    const itsOwn = new Set([one, ...followers(one)].map(({ fault }) => fault.id));
    return one.hooks.ports !== undefined && one.role === 'prepare' && causes.some((cause) => !itsOwn.has(cause));
  };
  return {
    hitBy: certain.filter((one) => !mayBePreempted(one)).map(({ fault }) => fault.id),
    mayBeHitBy: [...certain.filter(mayBePreempted), ...possible].map(({ fault }) => fault.id),
  };
}

export interface ExpectedHits {
  /** Faults that are certain to hit the operation. */
  readonly certain: readonly AimedFault[];
  /** Faults that hit the operation unless something else comes first. */
  readonly possible: readonly AimedFault[];
}

const NO_HITS: ExpectedHits = { certain: [], possible: [] };

/**
 * At each place, calls pass the faults from the outermost to the innermost. A fault that lets no attempt through keeps
 * the faults behind it from hitting. A step that ends its saga's progress keeps those from being called that follow it.
 */
export function expectedHits(faults: readonly AimedFault[]): ExpectedHits {
  const places = [...new Set(faults.map(placeOf))];
  const hits = new Map(places.map((place) => [place, hitsAtOnePlace(faults.filter((one) => placeOf(one) === place))]));
  return [...hits.values()].map((found) => unlessEndedBefore(found, hits)).reduce(both, NO_HITS);
}

function unlessEndedBefore(found: ExpectedHits, hits: ReadonlyMap<string, ExpectedHits>): ExpectedHits {
  const [first] = [...found.certain, ...found.possible];
  const earlier = [...(first?.before ?? [])].map((place) => hits.get(place) ?? NO_HITS);
  if (earlier.some(({ certain }) => certain.some(endsProgress))) return NO_HITS;
  return earlier.some(({ possible }) => possible.some(endsProgress)) ? onlyPossible(found) : found;
}

function endsProgress({ effect }: AimedFault): boolean {
  return effect === 'rolls-back' || effect === 'strands';
}

/** The same faults as merely possible: they may no longer be armed when the call comes. */
export function onlyPossible({ certain, possible }: ExpectedHits): ExpectedHits {
  return { certain: [], possible: [...certain, ...possible] };
}

function both(one: ExpectedHits, other: ExpectedHits): ExpectedHits {
  return { certain: [...one.certain, ...other.certain], possible: [...one.possible, ...other.possible] };
}

function hitsAtOnePlace(faults: readonly AimedFault[]): ExpectedHits {
  let passes: Passage = 'yes';
  let found = NO_HITS;
  for (const fault of faults.toSorted(fromOutside)) {
    if (passes === 'no') break;
    const isCertain = passes === 'yes' && fault.hooks.release === undefined;
    found = both(found, isCertain ? { certain: [fault], possible: [] } : { certain: [], possible: [fault] });
    const through = passageOf(fault);
    if (through !== 'yes') passes = through;
  }
  return found;
}

type Passage = 'yes' | 'no' | 'maybe';

/** Whether the calls that the fault hits get past it, at the latest when its attempts are used up. */
function passageOf({ fault, hooks, role, effect }: AimedFault): Passage {
  if (effect === 'strands') return isRepeated(role) ? 'maybe' : 'no';
  if (fault.attempts !== 'always') return 'yes';
  // A refusal is an answer, so faults that act after an answer still hit. A failure is not an answer.
  if (effect === 'rolls-back') return hooks.effect(1, role) === 'rolls-back' ? 'yes' : 'no';
  // Failures only delay these steps, so one that always fails looks the same as one that is slow.
  return role === 'prepare' ? 'yes' : 'maybe';
}

/** The order within a place: delivery, before the step, the step's ports, after the step. */
function momentOf(hooks: AimedFault['hooks']): number {
  if (hooks.delivery !== undefined) return 0;
  // A custom handler offers no ports.
  if (hooks.ports !== undefined && (hooks.before === undefined || hooks.place.step !== 'handle')) return 2;
  return hooks.before === undefined ? 3 : 1;
}

function fromOutside(one: AimedFault, other: AimedFault): number {
  return momentOf(one.hooks) - momentOf(other.hooks) || one.order - other.order;
}

function placeOf({ hooks: { place } }: AimedFault): string {
  return `${place.service}/${place.step}`;
}
