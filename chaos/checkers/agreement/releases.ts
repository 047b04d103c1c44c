import type { JudgedEvent } from '../../evidence/evidence.ts';
import { releasePlanOf } from '../../prediction/index.ts';
import { firstShareOf } from '../../release/first-share.ts';
import type { Journal, LoadFault, Operation } from '../../schemas/index.ts';
import { comparison, differs } from './comparison.ts';

type Began = Extract<JudgedEvent, { kind: 'release.began' }>;
type ReleasePlan = NonNullable<ReturnType<typeof releasePlanOf>>;
type Ended = Extract<JudgedEvent, { kind: 'release.ended' }>;

/** Real milliseconds that the runner needs after the end of a deployment to put the function back. */
const RELEASED_WITHIN_MS = 300_000;

/** The deployments that the events show, with the experiment's releases, their hits, the alarms and the load. */
export const releasesComparison = comparison('releases', ['events', 'history'], ({ events, history }, { journal }) => {
  const { faults } = journal.experiment;
  const own = events.filter((event) => event.kind === 'release.began' || event.kind === 'release.ended');
  const strange = own.filter(
    ({ faultId }) => !faults.some((fault) => fault.id === faultId && releasePlanOf(fault) !== undefined),
  );
  return [
    ...strange.map(({ faultId }) => `${faultId} was deployed, and the experiment has no such release`),
    ...faults.flatMap((fault) => {
      const plan = releasePlanOf(fault);
      if (plan === undefined) return [];
      const began = own.filter((event): event is Began => event.kind === 'release.began' && event.faultId === fault.id);
      const ended = own.filter((event): event is Ended => event.kind === 'release.ended' && event.faultId === fault.id);
      const [first] = began;
      const [last] = ended;
      return [
        ...(began.length > 1 || ended.length > 1 ? [`${fault.id} was deployed, or ended, more than once`] : []),
        ...(journal.status === 'completed' && journal.load !== null && (first === undefined || last === undefined)
          ? [`${fault.id} was never deployed, or its end was never recorded`]
          : []),
        ...(first === undefined ? [] : beginningDiffers(first, fault, plan, events)),
        ...(first === undefined || last === undefined ? [] : endDiffers(first, last, fault, events, journal)),
        ...(last === undefined ? [] : callsDiffer(last, plan, history, journal)),
      ];
    }),
  ];
});

function beginningDiffers(
  { faultId, function: name, percent, from, to, elapsedMs }: Began,
  { id }: LoadFault,
  plan: ReleasePlan,
  events: readonly JudgedEvent[],
): string[] {
  const armed = events.find((event) => event.kind === 'fault.armed' && event.faultId === faultId);
  return [
    ...differs(`function of ${id}, in the events and in the experiment`, name, plan.functionName),
    ...differs(`first share of ${id}, in the events and by its configuration`, percent, firstShareOf(plan.shift)),
    ...(from === to ? [`${id} was deployed from version ${from} to itself`] : []),
    ...(armed === undefined || Math.abs(armed.elapsedMs - elapsedMs) > 1000
      ? [`${id} was deployed at another time than it was armed`]
      : []),
  ];
}

function endDiffers(
  began: Began,
  ended: Ended,
  { id }: LoadFault,
  events: readonly JudgedEvent[],
  journal: Journal,
): string[] {
  const hits = events.filter((event) => event.kind === 'fault.hit' && event.faultId === id);
  const released = events.find((event) => event.kind === 'fault.released' && event.faultId === id);
  const fired = ended.watches.filter((alarm) =>
    events.some((event) => event.kind === 'alarm' && event.alarm === alarm && event.to === 'ALARM'),
  );
  const unlisted = ended.watches.filter((alarm) => !journal.alarms.includes(alarm));
  return [
    ...differs(`deployment of ${id}, at its beginning and at its end`, began.deployment, ended.deployment),
    ...(ended.elapsedMs < began.elapsedMs ? [`${id} ended before it was deployed`] : []),
    ...(released !== undefined &&
    (released.elapsedMs < ended.elapsedMs || released.elapsedMs - ended.elapsedMs > RELEASED_WITHIN_MS)
      ? [`${id} was released at another time than its deployment ended`]
      : []),
    ...(ended.callsOfNew > ended.calls ? [`more calls met ${id} than its alias received`] : []),
    ...(hits.length > ended.callsOfNew ? [`${id} hit more often than its version was called`] : []),
    ...([began.from, began.to, ...(ended.foreign ?? [])].includes(ended.serving)
      ? []
      : [`after ${id} the alias names a third version`]),
    ...((ended.code === undefined) === (ended.status === 'Succeeded' || ended.status === 'unfinished')
      ? []
      : [`${id} ended ${ended.status} with the error ${ended.code ?? 'none'}`]),
    // CodeDeploy stops a deployment when an alarm fires; one that fails has another error.
    ...(ended.code === 'ALARM_ACTIVE' && ended.status !== 'Stopped'
      ? [`${id} ended ${ended.status}, and was stopped by an alarm`]
      : []),
    ...(ended.code === 'ALARM_ACTIVE' && fired.length === 0
      ? [`${id} was stopped by an alarm, and none that it watches fired`]
      : []),
    ...(ended.code === 'ALARM_ACTIVE' &&
    ended.serving === began.from &&
    ended.otherPercent === 0 &&
    !ended.rollsBackOn.includes('DEPLOYMENT_STOP_ON_ALARM')
      ? [`all calls went back from ${id} when an alarm stopped it, and its group does not roll back on alarms`]
      : []),
    ...unlisted.map((alarm) => `${id} is watched by ${alarm}, and the system has no such alarm`),
  ];
}

/**
 * Calls that no operation makes: those of probes, of the hook that checks the release, and of the warm-up, because metrics
 * count whole minutes.
 */
const OTHER_CALLS = 100;

/**
 * The alias received no more calls than the load made of it, where the experiment states how many an operation makes. On
 * AWS others may call the function too, and so may the health checks of two regions.
 */
function callsDiffer(
  { faultId, calls }: Ended,
  { callsPerOperation }: ReleasePlan,
  history: readonly Operation[],
  { experiment, status, target, regions }: Journal,
): string[] {
  const isProbed = experiment.stopConditions.some((condition) => condition.when === 'probe-fails');
  const isCalledByOthers = target === 'aws' || regions !== undefined || isProbed;
  if (callsPerOperation === undefined || status !== 'completed' || isCalledByOthers) return [];
  return calls > callsPerOperation * history.length + OTHER_CALLS
    ? [`the alias of ${faultId} received ${calls} calls, and the load of ${history.length} operations makes fewer`]
    : [];
}
