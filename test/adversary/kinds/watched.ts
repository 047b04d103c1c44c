/** Changes to what the run saw of its processes, of the machine, and of each saga. */
import { type RunDraft, TRACES } from '../run-files.ts';
import { addBeside, type EventOf, eventsOf, moveTo, onRun } from './course.ts';
import type { Kind } from './kind.ts';

/** Logs the end of a rollback just before the stores are read, long after its record says so. */
function logLate(run: RunDraft): boolean {
  const sent = new Set(run.history.map(({ correlationId }) => correlationId));
  const line = eventsOf(run, 'saga').find(
    ({ state, correlationId }) => state === 'ROLLED_BACK' && sent.has(correlationId),
  );
  const drained = eventsOf(run, 'snapshot').find(({ name }) => name === 'drained');
  if (line === undefined || drained === undefined) return false;
  moveTo(run, line, drained.elapsedMs - 5);
  return true;
}

const lateKinds: readonly Kind[] = [
  onRun('sagas: the end of a rollback logged late, and a harness that was late by more', (run) => {
    run.journal.figures['harnessDelayMs'] = 1e6;
    return logLate(run);
  }),
  onRun('sagas: the end of a rollback logged late, on a machine that was slow for the whole run', (run) => {
    if (!logLate(run)) return false;
    const [first] = run.events;
    const toMs = eventsOf(run, 'heartbeats')[0]?.elapsedMs ?? 0;
    run.journal.figures['machineSlowdown'] = 5.1;
    const slow = { kind: 'machine', lacked: 'cpu', fromMs: first?.elapsedMs ?? 0, toMs, worst: 5.1, limit: 5 } as const;
    return addBeside<'machine'>(run, first, slow);
  }),
];

function onWatched(name: string, change: (watched: EventOf<'heartbeats'>, run: RunDraft) => unknown): Kind {
  return onRun(`watched: ${name}`, (run) => {
    const [heartbeats] = eventsOf(run, 'heartbeats');
    return heartbeats !== undefined && change(heartbeats, run) !== false;
  });
}

const presenceKinds: readonly Kind[] = [
  onWatched('one sign of life of each process in the whole run', ({ watched }) => {
    for (const one of watched) one.beats = 1;
  }),
  onWatched('nobody', (heartbeats) => {
    heartbeats.watched = [];
  }),
  ...['the harness', 'the local AWS', 'k6'].map((who) =>
    onWatched(`everybody but ${who}`, (heartbeats) => {
      heartbeats.watched = heartbeats.watched.filter((one) => one.who !== who);
    }),
  ),
  onWatched('only before the load', (heartbeats, run) => {
    moveTo(run, heartbeats, 0);
  }),
  onWatched('a silence that ends before it begins', (heartbeats, run) =>
    addBeside<'heartbeat-gap'>(run, heartbeats, {
      kind: 'heartbeat-gap',
      who: 'k6',
      fromMs: heartbeats.elapsedMs,
      toMs: 5,
    }),
  ),
  onWatched('a silence of a process that nobody watched', (heartbeats, run) => {
    const fromMs = heartbeats.elapsedMs;
    return addBeside<'heartbeat-gap'>(run, heartbeats, { kind: 'heartbeat-gap', who: 'Redis', fromMs, toMs: fromMs });
  }),
  onWatched('a machine that was slow, by its figure only', (_heartbeats, run) => {
    run.journal.figures['machineSlowdown'] = 5.7;
  }),
  onWatched('a disk that was full, by its figure only', (_heartbeats, run) => {
    run.journal.figures['machineFreeDiskMb'] = 0.5;
  }),
  onWatched('a machine that was slow, by an event only', ({ elapsedMs }, run) =>
    addBeside<'machine'>(run, run.events[0], {
      kind: 'machine',
      lacked: 'cpu',
      fromMs: run.events[0]?.elapsedMs ?? 0,
      toMs: elapsedMs,
      worst: 9,
      limit: 5,
    }),
  ),
];

/** A request of the load whose order completed, and its lines. */
function completedOrder(run: RunDraft): readonly EventOf<'saga'>[] {
  const sent = new Set(run.history.map(({ correlationId }) => correlationId));
  const end = eventsOf(run, 'saga').find(
    ({ state, correlationId }) => state === 'COMPLETED' && sent.has(correlationId),
  );
  return eventsOf(run, 'saga').filter(({ correlationId }) => correlationId === end?.correlationId);
}

const loggedKinds: readonly Kind[] = [
  onRun('sagas: a completed order that was rolled back in between', (run) => {
    const [pending] = completedOrder(run);
    return pending !== undefined && addBeside<'saga'>(run, pending, { ...pending, state: 'ROLLED_BACK' });
  }),
  onRun('faults: the first hit of a request long after its order had completed', (run) => {
    const completed = new Set(
      eventsOf(run, 'saga').flatMap(({ state, correlationId }) => (state === 'COMPLETED' ? [correlationId] : [])),
    );
    const hit = eventsOf(run, 'fault.hit').find(
      ({ correlationId, attempt }) => attempt === 1 && completed.has(correlationId),
    );
    const drained = eventsOf(run, 'phase.drained').at(-1);
    if (hit === undefined || drained === undefined) return false;
    moveTo(run, hit, drained.elapsedMs);
    return true;
  }),
];

const traceKinds: readonly Kind[] = [
  onRun('traces: all at the beginning of the run', (run) => {
    const spans = run.lines(TRACES) as unknown as Moment[];
    for (const span of spans) Object.assign(span, { at: run.journal.virtualStartedAt, elapsedMs: 0 });
    return spans.length > 0;
  }),
  onRun('traces: one of a request that nobody sent', (run) => {
    const spans = run.lines(TRACES) as unknown as { correlationId: string; traceId: string }[];
    const [first] = spans;
    if (first === undefined) return false;
    const correlationId = `${run.journal.run}-base_checkout-900`;
    spans.push({ ...first, correlationId });
    return true;
  }),
];

interface Moment {
  readonly at: string;
  readonly elapsedMs: number;
}

export const watchedKinds: readonly Kind[] = [...lateKinds, ...presenceKinds, ...loggedKinds, ...traceKinds];
