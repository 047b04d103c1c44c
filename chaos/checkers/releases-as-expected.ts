import { type Journal, type LoadFault, type Operation, type RunEvent } from '../schemas/index.ts';
import { isChosen } from '../prediction/saga-path.ts';
import { releasePlanOf } from '../prediction/index.ts';
import { binomialBound } from './binomial.ts';
import { type CheckResult, checker, counted, invalid, unknown, valid } from './checker.ts';

/** The share of runs of a sound system in which more calls than the bound reach the new version. */
const RISK = 1e-6;

const DO_NOT_DEPLOY = 'Run the experiment again, and deploy nothing meanwhile';

type ReleasePlan = NonNullable<ReturnType<typeof releasePlanOf>>;
type Began = Extract<RunEvent, { readonly kind: 'release.began' }>;
type Ended = Extract<RunEvent, { readonly kind: 'release.ended' }>;

/**
 * Each defective version was taken back by itself: an alarm stopped its deployment, another deployment brought all calls
 * back to the version before, and no more calls met the defective version than its share of the traffic explains, nor more operations if it is known how many calls each makes. A
 * release that must be kept succeeded. If somebody else deployed meanwhile, nothing shows what became of the version.
 */
export const releasesAsExpected = checker(
  'releases-as-expected',
  ['events', 'history'],
  ({ events, history }, { experiment, seed }) => {
    const judged = experiment.faults.flatMap((fault) => {
      const plan = releasePlanOf(fault);
      return plan === undefined ? [] : [judge(fault, plan, events, { history, seed })];
    });
    const measured = judged.flatMap((one) => one.measured);
    const violations = judged.flatMap((one) => one.violations);
    if (violations.length > 0) {
      return invalid(`${counted(violations.length, 'release')} did not end as expected.`, violations, measured);
    }
    const undecided = judged.flatMap((one) => one.undecided);
    if (undecided.length > 0) return unknown('Nothing shows how some releases ended.', undecided, measured);
    return valid(judged.map(({ text }) => text).join(' '), measured);
  },
  ({ journal }) => journal.experiment.faults.some((fault) => releasePlanOf(fault) !== undefined),
);

interface Judged {
  readonly violations: readonly string[];
  readonly undecided: readonly string[];
  readonly text: string;
  readonly measured: CheckResult['measured'];
}

interface Load {
  readonly history: readonly Operation[];
  readonly seed: Journal['seed'];
}

function judge(fault: LoadFault, plan: ReleasePlan, events: readonly RunEvent[], load: Load): Judged {
  const { id } = fault;
  const began = events.find((event): event is Began => event.kind === 'release.began' && event.faultId === id);
  const ended = events.find((event): event is Ended => event.kind === 'release.ended' && event.faultId === id);
  const none: Judged = { violations: [], undecided: [], text: '', measured: [] };
  if (began === undefined || ended === undefined || began.deployment !== ended.deployment) {
    return {
      ...none,
      undecided: [`${id}: ${began === undefined ? 'was never deployed' : 'its end was never recorded'}`],
    };
  }
  const what = `${id}: version ${began.to} of ${began.function}`;
  const foreign = foreignOf(began, ended);
  if (foreign.length > 0) {
    const others = `version ${foreign.join(', ')}, which the run did not deploy, received calls of its alias`;
    return { ...none, undecided: [`${what} cannot be judged: ${others}. ${DO_NOT_DEPLOY}`] };
  }
  if (plan.end === 'kept') {
    const kept = ended.status === 'Succeeded' && ended.serving === began.to;
    return kept
      ? { ...none, text: `${what} received all traffic, as expected.` }
      : {
          ...none,
          violations: [`${what} was not kept: deployment ${ended.deployment} ${ended.status}: ${ended.message}`],
        };
  }
  const bound = binomialBound(ended.calls, began.percent / 100, RISK);
  const met = operationsThatMet(fault, plan, [began, ended], events, load);
  const measured = [
    { name: `calls that met ${id}`, unit: 'calls', value: ended.callsOfNew, budget: bound },
    ...(met === undefined
      ? []
      : [{ name: `operations that met ${id}`, unit: 'operations', value: met.hit, budget: met.bound }]),
  ];
  const violation =
    whyNotTakenBack(began, ended, events) ?? whyTooMany(began, ended, bound) ?? whyTooManyOperations(began, met);
  if (violation !== undefined) return { ...none, violations: [`${what} ${violation}`], measured };
  if (ended.callsOfNew === 0) return { ...none, undecided: [`${what} received no call`], measured };
  const text = `${what} was taken back by ${ended.watches.filter((alarm) => fired(alarm, events)).join(', ')}; ${ended.callsOfNew} of ${ended.calls} calls met it.`;
  return { ...none, text, measured };
}

/** Versions on the alias that are none of the release's. */
function foreignOf({ from, to }: Began, { serving, foreign = [] }: Ended): readonly string[] {
  return [...new Set([...foreign, ...(serving === from || serving === to ? [] : [serving])])];
}

function whyNotTakenBack(
  { from, to }: Began,
  { status, code = 'no error', message, deployment, serving, otherPercent, watches, rollsBackOn }: Ended,
  events: readonly RunEvent[],
): string | undefined {
  const watched = watches.length === 0 ? 'no alarm' : watches.join(', ');
  const others = [
    ...new Set(events.flatMap((event) => (event.kind === 'alarm' && event.to === 'ALARM' ? [event.alarm] : []))),
  ];
  const unwatched = others.filter((alarm) => !watches.includes(alarm));
  const seen = unwatched.length === 0 ? '' : `; ${unwatched.join(', ')} fired, which it does not watch`;
  if (status === 'Succeeded') {
    return `was not taken back: deployment ${deployment} succeeded. Its group watches ${watched}${seen}`;
  }
  if (status === 'unfinished') return `was not taken back: deployment ${deployment} did not end in time`;
  if (code !== 'ALARM_ACTIVE')
    return `was not taken back by an alarm: deployment ${deployment} ${status}, ${code}: ${message}`;
  if (serving === from && otherPercent === 0) return undefined;
  const still = serving === to ? 'all calls' : `${otherPercent} % of the calls`;
  const how = rollsBackOn.includes('DEPLOYMENT_STOP_ON_ALARM')
    ? 'although its group rolls back on alarms'
    : 'because its group does not roll back on alarms';
  return `still receives ${still}: deployment ${deployment} was stopped, but not rolled back, ${how}`;
}

function whyTooMany({ percent }: Began, { calls, callsOfNew }: Ended, bound: number): string | undefined {
  if (callsOfNew <= bound) return undefined;
  return `met ${callsOfNew} of ${calls} calls; with a weight of ${percent} %, more than ${bound} are as good as impossible`;
}

interface Met {
  readonly hit: number;
  readonly sent: number;
  readonly bound: number;
}

/**
 * How many operations met the version by the functions' own logs, whatever the metrics of its alias say. Only where an
 * operation makes a known number of calls does its share of the traffic say how many operations it may meet.
 */
function operationsThatMet(
  fault: LoadFault,
  { callsPerOperation }: ReleasePlan,
  [{ percent }, { elapsedMs: until }]: readonly [Began, Ended],
  events: readonly RunEvent[],
  { history, seed }: Load,
): Met | undefined {
  if (callsPerOperation === undefined) return undefined;
  const hits = new Set(
    events.flatMap((event) => (event.kind === 'fault.hit' && event.faultId === fault.id ? [event.correlationId] : [])),
  );
  const sent = history.filter(
    (operation) => operation.elapsedMs <= until && isChosen({ fault }, seed, operation),
  ).length;
  const share = 1 - (1 - percent / 100) ** callsPerOperation;
  return { hit: hits.size, sent, bound: binomialBound(sent, share, RISK) };
}

function whyTooManyOperations({ percent }: Began, met: Met | undefined): string | undefined {
  if (met === undefined || met.hit <= met.bound) return undefined;
  return `met ${met.hit} of ${counted(met.sent, 'operation')}; with a weight of ${percent} %, more than ${met.bound} are as good as impossible`;
}

const fired = (alarm: string, events: readonly RunEvent[]): boolean =>
  events.some((event) => event.kind === 'alarm' && event.alarm === alarm && event.to === 'ALARM');
