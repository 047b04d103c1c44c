/** Changes to what the run observed of the system beside its load: differences that were repaired, alarms, queues, probes. */
import type { ReconcileResult, RunEvent } from '../../../chaos/schemas/index.ts';
import type { RunDraft } from '../run-files.ts';
import { type Draw, drawn, type Kind } from './kind.ts';

type Difference = ReconcileResult['differences'][number];

/** Changes a difference in fields that the reconciler repaired by writing to a copy. */
function onRepaired(name: string, change: (difference: Difference) => void): Kind {
  return {
    name: `reconcile: ${name}`,
    apply: (run: RunDraft, draw: Draw) => {
      const repaired = run.reconciles
        .flatMap(({ differences }) => differences)
        .filter(({ rule, kind, repaired: is }) => is && kind === 'different' && rule.endsWith('-copies'));
      const difference = drawn(repaired, draw);
      if (difference === undefined) return false;
      change(difference);
      return true;
    },
  };
}

const differenceKinds: readonly Kind[] = [
  onRepaired('a repaired difference without a field', (difference) => {
    difference.fields = {};
    difference.masters = {};
  }),
  onRepaired('a repaired difference in another field', (difference) => {
    difference.fields = { name: { left: 'Cup', right: 'Mug' } };
    difference.masters = { name: 'left' };
  }),
  onRepaired('a repaired difference whose master is on the other side', (difference) => {
    for (const [field, side] of Object.entries(difference.masters))
      difference.masters[field] = side === 'left' ? 'right' : 'left';
  }),
];

type EventOf<Name extends RunEvent['kind']> = Extract<RunEvent, { kind: Name }>;

/** Changes the events of a kind, if there are any. */
function onEvents<Name extends RunEvent['kind']>(
  name: string,
  kind: Name,
  change: (events: EventOf<Name>[], run: RunDraft) => void,
): Kind {
  return {
    name,
    apply: (run) => {
      const events = run.events.filter((event): event is EventOf<Name> => event.kind === kind);
      if (events.length === 0) return false;
      change(events, run);
      return true;
    },
  };
}

const drop = ({ events }: RunDraft, gone: RunEvent | undefined): void => {
  if (gone !== undefined) events.splice(events.indexOf(gone), 1);
};

const otherKinds: readonly Kind[] = [
  onEvents('faults: a step that was given up an attempt too early', 'fault.hit', (hits, run) => {
    const limit = Math.max(...hits.map(({ attempt }) => attempt));
    for (const hit of hits) if (hit.attempt === limit) drop(run, hit);
  }),
  onEvents('queues: never read, and none counted', 'queues.read', ([read], run) => {
    drop(run, read);
    run.journal.figures['queues'] = 0;
  }),
  onEvents('deployment: a larger template at the end', 'deployment.compared', (compared) => {
    const last = compared.at(-1);
    if (last !== undefined) Object.assign(last.compared, { filters: 900, schedules: 900 });
  }),
  onEvents('deployment: all of it left out at the end', 'deployment.compared', (compared) => {
    const last = compared.at(-1);
    if (last !== undefined) last.omitted = ['alarms: access was denied'];
  }),
  onEvents('alarms: metrics that nobody looked for at the end', 'alarms.blind', (looks, run) => {
    drop(run, looks.at(-1));
  }),
  onEvents('alarms: one without a metric, which the system does not have', 'alarms.blind', ([look]) => {
    look?.alarms.push({ name: 'phantom', reason: 'nothing emits its metric' });
  }),
  onEvents('probes: an answer that held, and says that it did not', 'probe', (probes) => {
    for (const probe of probes) {
      if (probe.probe === 'alarms') probe.message = 'in ALARM: errors-payment';
      if (probe.probe.startsWith('http ')) probe.message = 'answered 500 after 9 ms, not 200';
    }
  }),
  onEvents('probes: fewer alarms asked than are listed', 'probe', (probes) => {
    for (const probe of probes) if (probe.probe === 'alarms') probe.message = 'none of 1 alarm is in ALARM';
  }),
];

/** Every change to what the run observed. */
export const observedKinds: readonly Kind[] = [...differenceKinds, ...otherKinds];
