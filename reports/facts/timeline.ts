/** The timeline of a run, in lanes that share one clock: real milliseconds since the run began. */
import type { RegionFault, RunEvent } from '@evenkeel/chaos/schemas';
import type { Run } from '../run.ts';
import { counted, figure } from './format.ts';

export interface Span {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  /** A `drain` is the part of a phase without load. */
  readonly kind: 'phase' | 'drain' | 'fault' | 'alarm' | 'reconcile';
  /** Still going on when the evidence ends. */
  readonly open: boolean;
}

interface Mark {
  readonly label: string;
  readonly at: number;
}

export interface Lane {
  readonly group: 'Phases' | 'Faults' | 'Alarms' | 'Reconcile runs' | 'Evidence';
  readonly name: string;
  /** A few words next to the name. */
  readonly note: string;
  readonly spans: readonly Span[];
  readonly marks: readonly Mark[];
}

export interface Timeline {
  readonly endMs: number;
  readonly lanes: readonly Lane[];
}

export function timelineOf({ journal, events, operations }: Pick<Run, 'journal' | 'events' | 'operations'>): Timeline {
  const endMs = [...events, ...operations].reduce((last, { elapsedMs }) => Math.max(last, elapsedMs), 1000);
  const expected = journal.experiment.expect.alarms.map(({ name }) => name);
  return {
    endMs,
    lanes: [
      { group: 'Phases', name: 'Load', note: '', spans: phaseSpans(events, endMs), marks: [] },
      ...journal.experiment.faults.map(({ id, fault }) => faultLane(id, fault, events, endMs)),
      ...(journal.experiment.regionFaults ?? []).map((fault) => regionLane(fault, events, endMs)),
      ...alarmLanes(events, expected, endMs),
      reconcileLane(events, endMs),
      evidenceLane(events),
    ],
  };
}

function phaseSpans(events: readonly RunEvent[], endMs: number): Span[] {
  return of(events, 'phase.began').flatMap(({ phase, elapsedMs: from }) => {
    const ended = of(events, 'phase.ended').find((event) => event.phase === phase)?.elapsedMs;
    const drained = of(events, 'phase.drained').find((event) => event.phase === phase)?.elapsedMs;
    const load: Span = { label: phase, from, to: ended ?? endMs, kind: 'phase', open: ended === undefined };
    if (ended === undefined || drained === ended) return [load];
    const drain: Span = {
      label: `${phase}, drain`,
      from: ended,
      to: drained ?? endMs,
      kind: 'drain',
      open: drained === undefined,
    };
    return [load, drain];
  });
}

function faultLane(faultId: string, fault: string, events: readonly RunEvent[], endMs: number): Lane {
  const armed = of(events, 'fault.armed').find((event) => event.faultId === faultId)?.elapsedMs;
  const released = of(events, 'fault.released').find((event) => event.faultId === faultId)?.elapsedMs;
  const hits = of(events, 'fault.hit').filter((event) => event.faultId === faultId);
  const span: Span[] =
    armed === undefined
      ? []
      : [{ label: faultId, from: armed, to: released ?? endMs, kind: 'fault', open: released === undefined }];
  return {
    group: 'Faults',
    name: faultId,
    note: armed === undefined ? `fault: ${fault}, never armed` : `fault: ${fault}, ${hitsText(hits)}`,
    spans: span,
    marks: hits.map(({ correlationId, elapsedMs }) => ({ label: correlationId, at: elapsedMs })),
  };
}

/** A request that is tried again may be hit several times. */
function hitsText(hits: readonly { readonly correlationId: string }[]): string {
  const requests = new Set(hits.map(({ correlationId }) => correlationId)).size;
  const text = `${counted(requests, 'request')} hit`;
  return hits.length === requests ? text : `${text} in ${counted(hits.length, 'attempt')}`;
}

/** A fault of a region. Its marks are the moments at which customers were sent to another region. */
function regionLane({ id, fault }: RegionFault, events: readonly RunEvent[], endMs: number): Lane {
  const timeOf = (...kinds: RunEvent['kind'][]) =>
    events.find((event) => kinds.includes(event.kind) && 'faultId' in event && event.faultId === id)?.elapsedMs;
  const began = timeOf('region.lost', 'replication.paused');
  const ended = timeOf('region.returned', 'replication.resumed');
  const moved = fault === 'region-lost' ? of(events, 'customers.moved') : [];
  const span: Span[] =
    began === undefined
      ? []
      : [{ label: id, from: began, to: ended ?? endMs, kind: 'fault', open: ended === undefined }];
  const moves = fault === 'region-lost' ? `, ${counted(moved.length, 'move')} of customers` : '';
  return {
    group: 'Faults',
    name: id,
    note: began === undefined ? `fault: ${fault}, never began` : `fault: ${fault}${moves}`,
    spans: span,
    marks: moved.map(({ near, to, elapsedMs }) => ({ label: `${near}: sent to ${to}`, at: elapsedMs })),
  };
}

/** The alarms that were expected, or that fired. */
function alarmLanes(events: readonly RunEvent[], expected: readonly string[], endMs: number): Lane[] {
  const transitions = of(events, 'alarm');
  const fired = transitions.filter(({ to }) => to === 'ALARM').map(({ alarm }) => alarm);
  return [...new Set([...expected, ...fired])].map((name) => {
    const own = transitions.filter(({ alarm }) => alarm === name);
    const spans = own.flatMap(({ to, elapsedMs }, index): Span[] => {
      const next = own[index + 1];
      return to === 'ALARM'
        ? [{ label: name, from: elapsedMs, to: next?.elapsedMs ?? endMs, kind: 'alarm', open: next === undefined }]
        : [];
    });
    const known = expected.includes(name) ? 'expected' : 'not expected';
    return { group: 'Alarms', name, note: `alarm: ${known}, ${firings(spans)}`, spans, marks: [] };
  });
}

function firings(spans: readonly Span[]): string {
  if (spans.length === 0) return 'did not fire';
  const times = spans.length === 1 ? 'fired once' : `fired ${spans.length} times`;
  return spans.some(({ open }) => open) ? `${times}, still in ALARM` : `${times}, cleared`;
}

function reconcileLane(events: readonly RunEvent[], endMs: number): Lane {
  const spans = of(events, 'reconcile.began').map(({ runId, trigger, elapsedMs: from }): Span => {
    const ended = of(events, 'reconcile.ended').find((event) => event.runId === runId);
    const label = `${ended?.outcome ?? 'unfinished'} (${trigger})`;
    return { label, from, to: ended?.elapsedMs ?? endMs, kind: 'reconcile', open: ended === undefined };
  });
  const note = spans.length === 0 ? 'did not run' : spans.map(({ label }) => label).join(', then ');
  return { group: 'Reconcile runs', name: 'Reconciler', note, spans, marks: [] };
}

function evidenceLane(events: readonly RunEvent[]): Lane {
  const drift = of(events, 'drift.seeded').map(({ rule, elapsedMs }) => ({ label: `drift: ${rule}`, at: elapsedMs }));
  const snapshots = of(events, 'snapshot').map(({ name, elapsedMs }) => ({ label: `snapshot ${name}`, at: elapsedMs }));
  const undone = of(events, 'drift.undone').map(({ key, elapsedMs }) => ({ label: `put back: ${key}`, at: elapsedMs }));
  const stopped = of(events, 'stopped').map(({ condition, elapsedMs }) => ({
    label: `stopped by ${condition}`,
    at: elapsedMs,
  }));
  const note = [
    `${counted(snapshots.length, 'snapshot')}, ${counted(drift.length, 'drift')} seeded`,
    ...(undone.length === 0 ? [] : [`${figure(undone.length)} put back`]),
    ...stopped.map(({ label }) => label),
  ].join(', ');
  const marks = [...snapshots, ...drift, ...undone, ...stopped];
  return { group: 'Evidence', name: 'Snapshots and drift', note, spans: [], marks };
}

function of<Kind extends RunEvent['kind']>(events: readonly RunEvent[], kind: Kind) {
  return events.filter((event): event is Extract<RunEvent, { kind: Kind }> => event.kind === kind);
}
