/** Changes to what the run recorded of its own course: faults, alarms, load, probes, times. */
import type { RunEvent } from '../../../chaos/schemas/index.ts';
import { JOURNAL, type RunDraft } from '../run-files.ts';
import { type Draw, drawn, type Kind } from './kind.ts';

export function onRun(name: string, change: (run: RunDraft, draw: Draw) => unknown): Kind {
  return { name, apply: (run, draw) => change(run, draw) !== false };
}

export type EventOf<Name extends RunEvent['kind']> = Extract<RunEvent, { kind: Name }>;

export function eventsOf<Name extends RunEvent['kind']>({ events }: RunDraft, kind: Name): EventOf<Name>[] {
  return events.filter((event): event is EventOf<Name> => event.kind === kind);
}

/** Replaces the events by those that `keep` accepts. @returns whether any is gone */
function keepEvents({ events }: RunDraft, keep: (event: RunEvent) => boolean): boolean {
  const kept = events.filter(keep);
  const changed = kept.length < events.length;
  events.splice(0, events.length, ...kept);
  return changed;
}

/** Adds an event beside the one at that place, at the same moment. */
export function addBeside<Name extends RunEvent['kind']>(
  { events }: RunDraft,
  beside: RunEvent | undefined,
  event: Omit<EventOf<Name>, 'at' | 'elapsedMs'>,
): boolean {
  if (beside === undefined) return false;
  const { at, elapsedMs } = beside;
  events.splice(events.indexOf(beside) + 1, 0, { at, elapsedMs, ...event } as unknown as RunEvent);
  return true;
}

/** Moves an event to another moment; the order of the lines follows. */
export function moveTo({ events, journal }: RunDraft, event: RunEvent, elapsedMs: number): void {
  event.elapsedMs = elapsedMs;
  event.at = new Date(Date.parse(journal.virtualStartedAt) + elapsedMs * journal.speed).toISOString();
  events.sort((one, other) => one.elapsedMs - other.elapsedMs);
}

const faultKinds: readonly Kind[] = [
  onRun('faults: a hit of a fault that the experiment does not have', (run, draw) => {
    const hit = drawn(eventsOf(run, 'fault.hit'), draw);
    return hit !== undefined && addBeside<'fault.hit'>(run, hit, { ...hit, faultId: 'zz' });
  }),
  onRun('faults: a hit of an operation that was never sent', (run, draw) => {
    const hit = drawn(eventsOf(run, 'fault.hit'), draw);
    return (
      hit !== undefined &&
      addBeside<'fault.hit'>(run, hit, { ...hit, correlationId: `${run.journal.run}-base_checkout-900` })
    );
  }),
  onRun('faults: a hit of an operation of another scenario', (run, draw) => {
    const hit = drawn(eventsOf(run, 'fault.hit'), draw);
    const other = run.history.find(({ correlationId }) => correlationId !== hit?.correlationId)?.correlationId;
    return (
      hit !== undefined && other !== undefined && addBeside<'fault.hit'>(run, hit, { ...hit, correlationId: other })
    );
  }),
  onRun('faults: a hit at a point that the fault does not have', (run, draw) => {
    const hit = drawn(eventsOf(run, 'fault.hit'), draw);
    if (hit === undefined) return false;
    hit.point = 'nowhere';
    return true;
  }),
  onRun('faults: a hit before its fault was armed', (run, draw) => {
    const hit = drawn(eventsOf(run, 'fault.hit'), draw);
    const armed = eventsOf(run, 'fault.armed').find(({ faultId }) => faultId === hit?.faultId);
    if (hit === undefined || armed === undefined) return false;
    moveTo(run, hit, Math.max(0, armed.elapsedMs - 100));
    return true;
  }),
  onRun('probes: asked after the run, before the reconciler repaired anything', (run) => {
    const answers = eventsOf(run, 'probe').filter(({ when }) => when === 'after');
    const drifted = eventsOf(run, 'snapshot').find(({ name }) => name === 'drifted');
    if (drifted === undefined) return false;
    for (const answer of answers) moveTo(run, answer, drifted.elapsedMs - 10);
    return answers.length > 0;
  }),
  onRun('faults: a hit ten seconds after its fault was released', (run, draw) => {
    const hit = drawn(eventsOf(run, 'fault.hit'), draw);
    const released = eventsOf(run, 'fault.released').find(({ faultId }) => faultId === hit?.faultId);
    if (hit === undefined || released === undefined) return false;
    moveTo(run, hit, released.elapsedMs + 10_000);
    return true;
  }),
  onRun('faults: more attempts of a hit than the experiment allows', (run, draw) => {
    const hit = drawn(eventsOf(run, 'fault.hit'), draw);
    if (hit === undefined) return false;
    hit.attempt = 50;
    return true;
  }),
  onRun('faults: all hits of one fault dropped, and its counts', (run, draw) => {
    const fault = drawn(run.journal.experiment.faults, draw);
    if (fault === undefined) return false;
    run.journal.hits[fault.id] = { predicted: 0, observed: 0 };
    return keepEvents(run, (event) => event.kind !== 'fault.hit' || event.faultId !== fault.id);
  }),
  onRun('faults: one fault forgotten everywhere', (run, draw) => {
    const { experiment, hits } = run.journal;
    const fault = drawn(experiment.faults, draw);
    if (fault === undefined) return false;
    experiment.faults.splice(experiment.faults.indexOf(fault), 1);
    Reflect.deleteProperty(hits, fault.id);
    return keepEvents(run, (event) => !('faultId' in event) || event.faultId !== fault.id);
  }),
  onRun('faults: a lease of 8000 years', (run, draw) => {
    const armed = drawn(eventsOf(run, 'fault.armed'), draw);
    if (armed === undefined) return false;
    armed.until = '9999-12-31T23:59:59.999Z';
    return true;
  }),
  onRun('faults: a lease that ended before it began', (run, draw) => {
    const armed = drawn(eventsOf(run, 'fault.armed'), draw);
    if (armed === undefined) return false;
    armed.until = run.journal.virtualStartedAt;
    return true;
  }),
  onRun('faults: a lease that ended before the last hit', (run, draw) => {
    const hit = drawn(eventsOf(run, 'fault.hit'), draw);
    const armed = eventsOf(run, 'fault.armed').find(({ faultId }) => faultId === hit?.faultId);
    if (hit === undefined || armed === undefined) return false;
    armed.until = new Date(Date.parse(hit.at) - 1000).toISOString();
    return true;
  }),
  onRun('faults: released before it was armed', (run, draw) => {
    const released = drawn(eventsOf(run, 'fault.released'), draw);
    if (released === undefined) return false;
    moveTo(run, released, 100);
    return true;
  }),
  onRun('faults: armed after its phase began', (run, draw) => {
    const armed = drawn(eventsOf(run, 'fault.armed'), draw);
    const began = eventsOf(run, 'phase.began').at(-1);
    if (armed === undefined || began === undefined) return false;
    moveTo(run, armed, began.elapsedMs + 1000);
    return true;
  }),
];

const alarmKinds: readonly Kind[] = [
  onRun('alarms: the lists emptied on both sides', (run) => {
    run.journal.alarms = [];
    const [listed] = eventsOf(run, 'alarms.listed');
    if (listed === undefined) return false;
    listed.alarms = [];
    return true;
  }),
  onRun('alarms: one quiet alarm removed on both sides', (run, draw) => {
    const noisy = new Set(eventsOf(run, 'alarm').map(({ alarm }) => alarm));
    const [listed] = eventsOf(run, 'alarms.listed');
    const quiet = drawn(
      run.journal.alarms.filter((name) => !noisy.has(name)),
      draw,
    );
    if (listed === undefined || quiet === undefined) return false;
    run.journal.alarms = run.journal.alarms.filter((name) => name !== quiet);
    listed.alarms = listed.alarms.filter(({ name }) => name !== quiet);
    return true;
  }),
  onRun('alarms: an expected alarm removed from the system', (run) => {
    const [listed] = eventsOf(run, 'alarms.listed');
    const name = run.journal.experiment.expect.alarms[0]?.name;
    if (listed === undefined || name === undefined) return false;
    listed.alarms = listed.alarms.filter((one) => one.name !== name);
    return true;
  }),
  onRun('alarms: an alarm that the system has and the template has not', (run) => {
    const [listed] = eventsOf(run, 'alarms.listed');
    listed?.alarms.push({ name: 'planted', state: 'OK' });
    return listed !== undefined;
  }),
  onRun('alarms: one that fired before the load', (run, draw) => {
    const alarm = drawn(eventsOf(run, 'alarms.listed')[0]?.alarms ?? [], draw);
    if (alarm === undefined) return false;
    alarm.state = 'ALARM';
    return true;
  }),
  onRun('alarms: one in a state that no alarm has', (run, draw) => {
    const alarm = drawn(eventsOf(run, 'alarms.listed')[0]?.alarms ?? [], draw);
    if (alarm === undefined) return false;
    Object.assign(alarm, { state: 'QUIET' });
    return true;
  }),
  onRun('alarms: a grid that lets an alarm fire a day later', (run) => {
    const [listed] = eventsOf(run, 'alarms.listed');
    const name = run.journal.experiment.expect.alarms[0]?.name;
    const alarm = listed?.alarms.find((one) => one.name === name);
    if (alarm?.grid === undefined) return false;
    alarm.grid = { periodSeconds: 86_400, periods: 1, datapoints: 1 };
    return true;
  }),
  onRun('alarms: the firing and the clearing of an expected alarm dropped', (run) => {
    const name = run.journal.experiment.expect.alarms[0]?.name;
    return keepEvents(run, (event) => event.kind !== 'alarm' || event.alarm !== name);
  }),
  onRun('alarms: an expected alarm dropped, from the experiment too', (run) => {
    const { alarms } = run.journal.experiment.expect;
    const [expected] = alarms.splice(0, 1);
    return (
      expected !== undefined && keepEvents(run, (event) => event.kind !== 'alarm' || event.alarm !== expected.name)
    );
  }),
  onRun('alarms: the clearing of an expected alarm dropped', (run) => {
    const cleared = eventsOf(run, 'alarm').findLast(({ to }) => to === 'OK');
    return cleared !== undefined && keepEvents(run, (event) => event !== cleared);
  }),
  onRun('alarms: a clearing without a firing', (run) => {
    const [alarm] = eventsOf(run, 'alarm');
    return addBeside<'alarm'>(run, alarm, {
      kind: 'alarm',
      alarm: 'rollbacks',
      from: 'ALARM',
      to: 'OK',
      reason: 'quiet',
    });
  }),
  onRun('alarms: a firing of an alarm that no experiment expects', (run) => {
    const [alarm] = eventsOf(run, 'alarm');
    return addBeside<'alarm'>(run, alarm, {
      kind: 'alarm',
      alarm: 'rollbacks',
      from: 'OK',
      to: 'ALARM',
      reason: 'high',
    });
  }),
  onRun('alarms: a change of an alarm that the system does not have', (run) => {
    const [alarm] = eventsOf(run, 'alarm');
    return addBeside<'alarm'>(run, alarm, {
      kind: 'alarm',
      alarm: 'phantom',
      from: 'OK',
      to: 'INSUFFICIENT_DATA',
      reason: 'quiet',
    });
  }),
  onRun('alarms: a firing that does not begin where the last change ended', (run) => {
    const fired = eventsOf(run, 'alarm').find(({ to }) => to === 'ALARM');
    if (fired === undefined) return false;
    fired.from = 'ALARM';
    return true;
  }),
  onRun('alarms: a firing before its cause', (run) => {
    const fired = eventsOf(run, 'alarm').find(({ to }) => to === 'ALARM');
    const [armed] = eventsOf(run, 'fault.armed');
    if (fired === undefined || armed === undefined) return false;
    moveTo(run, fired, armed.elapsedMs);
    return true;
  }),
  onRun('alarms: a clearing before its firing', (run) => {
    const cleared = eventsOf(run, 'alarm').find(({ to }) => to === 'OK');
    if (cleared === undefined) return false;
    moveTo(run, cleared, 2600);
    return true;
  }),
  onRun('alarms: listed twice', (run) => {
    const [listed] = eventsOf(run, 'alarms.listed');
    return listed !== undefined && addBeside<'alarms.listed'>(run, listed, { kind: 'alarms.listed', alarms: [] });
  }),
];

const loadKinds: readonly Kind[] = [
  onRun('load: a request that got status 500', (run, draw) => {
    const operation = drawn(run.history, draw);
    if (operation === undefined) return false;
    operation.status = 500;
    return true;
  }),
  onRun('load: a request that got status 400', (run, draw) => {
    const operation = drawn(run.history, draw);
    if (operation === undefined) return false;
    operation.status = 400;
    return true;
  }),
  onRun('load: a request that got no answer', (run, draw) => {
    const operation = drawn(run.history, draw);
    if (operation === undefined) return false;
    operation.status = 0;
    return true;
  }),
  onRun('load: a request and its planned and started iterations dropped', (run, draw) => {
    const operation = drawn(run.history, draw);
    const scenario = run.journal.load?.scenarios[operation?.scenario ?? ''];
    if (operation === undefined || scenario === undefined) return false;
    run.history.splice(run.history.indexOf(operation), 1);
    scenario.planned -= 1;
    scenario.started -= 1;
    return true;
  }),
  onRun('load: fewer iterations planned than the experiment plans', (run, draw) => {
    const scenario = drawn(Object.values(run.journal.load?.scenarios ?? {}), draw);
    if (scenario === undefined) return false;
    scenario.planned = 1;
    return true;
  }),
  onRun('load: a scenario forgotten, with its requests', (run, draw) => {
    const { load } = run.journal;
    const name = drawn(Object.keys(load?.scenarios ?? {}), draw);
    if (load === null || name === undefined) return false;
    Reflect.deleteProperty(load.scenarios, name);
    run.history.splice(0, run.history.length, ...run.history.filter(({ scenario }) => scenario !== name));
    return true;
  }),
  onRun('load: all scenarios forgotten, and their requests kept', (run) => {
    const { load } = run.journal;
    if (load === null) return false;
    load.scenarios = {};
    return true;
  }),
  onRun('load: a scenario that the experiment does not have', (run) => {
    const { load } = run.journal;
    if (load === null) return false;
    load.scenarios['zz'] = { planned: 0, started: 0 };
    return true;
  }),
  onRun('load: ended by a failure without a failed threshold', (run) => {
    const { load } = run.journal;
    if (load === null) return false;
    load.exitCode = 107;
    return true;
  }),
  onRun('load: a failed threshold', (run) => {
    const { load } = run.journal;
    load?.failedThresholds.push('http_req_duration: p(95)<1000');
    return load !== null;
  }),
  onRun('load: a request sent before the load began', (run, draw) => {
    const operation = drawn(run.history, draw);
    if (operation === undefined) return false;
    operation.elapsedMs = 0;
    operation.sentAt = run.journal.startedAt;
    run.history.sort((one, other) => one.elapsedMs - other.elapsedMs);
    return true;
  }),
  onRun('load: a request sent after the drain', (run, draw) => {
    const operation = drawn(run.history, draw);
    const drained = eventsOf(run, 'phase.drained').at(-1);
    if (operation === undefined || drained === undefined) return false;
    operation.elapsedMs = drained.elapsedMs + 1000;
    operation.sentAt = new Date(Date.parse(run.journal.startedAt) + operation.elapsedMs).toISOString();
    run.history.sort((one, other) => one.elapsedMs - other.elapsedMs);
    return true;
  }),
  onRun('load: a request that took longer than the run', (run, draw) => {
    const operation = drawn(run.history, draw);
    if (operation === undefined) return false;
    operation.durationMs = 3_600_000;
    return true;
  }),
  onRun('load: two iterations of a scenario exchanged', (run) => {
    const [one] = run.history;
    const other = run.history.find(
      ({ scenario, iteration }) => scenario === one?.scenario && iteration !== one.iteration,
    );
    if (one === undefined || other === undefined) return false;
    [one.iteration, other.iteration] = [other.iteration, one.iteration];
    return true;
  }),
];

const journalKinds: readonly Kind[] = [
  onRun('journal: judged without the definition of the system', (run) => {
    run.journal.system = null;
  }),
  onRun('journal: another seed', (run) => {
    run.journal.seed += 1;
  }),
  onRun('journal: no reconcile run to judge', (run) => {
    const { experiment } = run.journal;
    if (experiment.reconcile === undefined) return false;
    delete experiment.reconcile;
    return true;
  }),
  onRun('journal: no drift and no reconcile run to judge', (run) => {
    const { experiment } = run.journal;
    if (experiment.reconcile === undefined) return false;
    delete experiment.reconcile;
    experiment.drift = [];
    return true;
  }),
  onRun('journal: no faults', (run) => {
    run.journal.experiment.faults = [];
  }),
  onRun('journal: no expected alarms', (run) => {
    run.journal.experiment.expect.alarms = [];
  }),
  onRun('journal: a sabotage named', (run) => {
    run.journal.sabotage = 'metric-filter-matches-nothing';
  }),
  onRun('journal: a run that was stopped, called completed', (run) => {
    const last = run.events.at(-1);
    return addBeside<'stopped'>(run, last, { kind: 'stopped', condition: 'chaos stop', message: 'asked to' });
  }),
  onRun('journal: a run that never ended, called completed', (run) => {
    run.journal.endedAt = null;
  }),
  onRun('journal: ended before it started', (run) => {
    run.journal.endedAt = new Date(Date.parse(run.journal.startedAt) - 1000).toISOString();
  }),
  onRun('journal: ended before its last event', (run) => {
    run.journal.endedAt = new Date(Date.parse(run.journal.startedAt) + 2000).toISOString();
  }),
  onRun('journal: a speed that no clock has', (run) => {
    run.journal.speed = 1e15;
  }),
  onRun('journal: a clock that stands still', (run) => {
    run.journal.speed = 0;
  }),
  onRun('journal: a clock that runs backwards', (run) => {
    run.journal.speed = -20;
  }),
  onRun('journal: twice the speed, against the times of the events', (run) => {
    run.journal.speed *= 2;
  }),
  onRun('journal: another virtual start, against the times of the events', (run) => {
    run.journal.virtualStartedAt = new Date(Date.parse(run.journal.virtualStartedAt) + 3_600_000).toISOString();
  }),
  onRun('journal: the harness never delayed, although it says nothing of the kind', (run) => {
    Reflect.deleteProperty(run.journal.figures, 'harnessDelayMs');
  }),
  onRun('journal: a delay of the harness longer than the run', (run) => {
    run.journal.figures['harnessDelayMs'] = 1e9;
  }),
  onRun('journal: a violation, and PASS with every check valid', (run) => {
    const [probe] = eventsOf(run, 'probe').slice(-1);
    if (probe === undefined) return false;
    probe.ok = false;
    Object.assign(run.journal, {
      verdict: 'PASS',
      reasons: ['All 22 checks are valid.'],
      checks: [{ name: 'steady-state', result: 'valid', summary: 'All probes held.', evidence: [], measured: [] }],
    });
    return true;
  }),
  onRun('journal: FAIL, although nothing is wrong', (run) => {
    run.journal.verdict = 'FAIL';
  }),
  onRun('journal: of another version', (run) => {
    run.replace(JOURNAL, run.text(JOURNAL).replace('"version": 1', '"version": 2'));
  }),
  onRun('journal: with a field that no journal has', (run) => {
    Object.assign(run.journal, { verdictOverride: 'PASS' });
  }),
];

const otherKinds: readonly Kind[] = [
  onRun('probes: a probe that did not hold after the run', (run) => {
    const probe = eventsOf(run, 'probe').findLast(({ when }) => when === 'after');
    if (probe === undefined) return false;
    probe.ok = false;
    return true;
  }),
  onRun('probes: a probe after the run, called one before it', (run) => {
    const probe = eventsOf(run, 'probe').findLast(({ when }) => when === 'after');
    if (probe === undefined) return false;
    probe.when = 'before';
    return true;
  }),
  onRun('probes: an answer of a probe that the experiment does not have', (run) => {
    const probe = eventsOf(run, 'probe').findLast(({ when }) => when === 'after');
    if (probe === undefined) return false;
    probe.probe = 'GET /zz';
    return true;
  }),
  onRun('backlog: only the last count, which is zero', (run) => {
    const last = eventsOf(run, 'backlog').at(-1);
    return keepEvents(run, (event) => event.kind !== 'backlog' || event === last);
  }),
  onRun('backlog: sagas that never ended', (run) => {
    const counts = eventsOf(run, 'backlog');
    for (const event of counts.slice(-3)) event.unfinished = 4;
    return counts.length > 0;
  }),
  onRun('backlog: no unfinished saga at any time', (run) => {
    const counts = eventsOf(run, 'backlog').filter(({ unfinished }) => unfinished > 0);
    for (const event of counts) event.unfinished = 0;
    return counts.length > 0;
  }),
  onRun('streams: a record older than the budget', (run, draw) => {
    const age = drawn(eventsOf(run, 'iterator-age'), draw);
    if (age === undefined) return false;
    age.maximumMs = 3_600_000;
    return true;
  }),
  onRun('streams: no ages, and no function that reads a stream', (run) => {
    for (const event of eventsOf(run, 'iterator-ages.read')) event.functions = 0;
    return keepEvents(run, (event) => event.kind !== 'iterator-age');
  }),
  onRun('streams: no ages, although functions read streams', (run) =>
    keepEvents(run, ({ kind }) => kind !== 'iterator-age'),
  ),
  onRun('sabotage: a mark, although the system was not sabotaged', (run) =>
    addBeside<'sabotage.reached'>(run, run.events.at(-1), {
      kind: 'sabotage.reached',
      sabotage: 'metric-filter-matches-nothing',
      detail: 'payment',
    }),
  ),
  onRun('notes: one more note', (run) =>
    addBeside<'note'>(run, run.events.at(-1), { kind: 'note', text: 'all is well' }),
  ),
  onRun('events: every time an hour later', (run) => {
    for (const event of run.events) event.at = new Date(Date.parse(event.at) + 3_600_000).toISOString();
  }),
  onRun('events: virtual times that do not follow from the real ones', (run) => {
    for (const event of run.events.slice(run.events.length / 2)) {
      event.at = new Date(Date.parse(event.at) + 60_000).toISOString();
    }
  }),
  onRun('events: a phase that the experiment does not have', (run) =>
    addBeside<'phase.began'>(run, eventsOf(run, 'phase.began').at(-1), { kind: 'phase.began', phase: 'zz' }),
  ),
  onRun('events: the phases in another order', (run) => {
    const [first, second] = eventsOf(run, 'phase.began');
    if (first === undefined || second === undefined) return false;
    [first.phase, second.phase] = [second.phase, first.phase];
    return true;
  }),
  onRun('events: an event in a moment of 8000 years', (run, draw) => {
    const event = drawn(run.events, draw);
    if (event === undefined) return false;
    event.elapsedMs = 2.5e14;
    return true;
  }),
  onRun('snapshots: taken before the load ended', (run) => {
    const drained = eventsOf(run, 'snapshot').find(({ name }) => name === 'drained');
    if (drained === undefined) return false;
    moveTo(run, drained, 3000);
    return true;
  }),
  onRun('snapshots: the moments of two exchanged in the events', (run) => {
    const [first, second] = eventsOf(run, 'snapshot');
    if (first === undefined || second === undefined) return false;
    [first.name, second.name] = [second.name, first.name];
    return true;
  }),
  onRun('snapshots: another time in the header than in the events', (run) => {
    run.header('end').at = run.header('before').at;
  }),
  onRun('sagas: transitions of an order that do not end where its record does', (run) => {
    const last = eventsOf(run, 'saga').find(({ state }) => state === 'COMPLETED');
    if (last === undefined) return false;
    last.state = 'ROLLED_BACK';
    return true;
  }),
  onRun('sagas: transitions of an order that no store holds', (run) => {
    const [first] = eventsOf(run, 'saga');
    return first !== undefined && addBeside<'saga'>(run, first, { ...first, correlationId: 'nobody' });
  }),
];

/** Every change to what the run recorded of its own course. */
export const courseKinds: readonly Kind[] = [
  ...faultKinds,
  ...alarmKinds,
  ...loadKinds,
  ...journalKinds,
  ...otherKinds,
];
