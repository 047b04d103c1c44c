import type { JudgedEvent } from '../../evidence/evidence.ts';
import type { Journal, LoadFault } from '../../schemas/index.ts';
import { comparison, differs, isAfter, repeated, toleratedMs } from './comparison.ts';

type Armed = Extract<JudgedEvent, { kind: 'fault.armed' }>;
type Released = Extract<JudgedEvent, { kind: 'fault.released' }>;

/** The faults that the events show as armed and released, with the experiment's faults and phases. */
export const faultsComparison = comparison('faults', ['events'], ({ events }, { journal }) => {
  const { faults } = journal.experiment;
  const changes = events.filter((event) => event.kind === 'fault.armed' || event.kind === 'fault.released');
  const tolerated = toleratedMs(journal, events);
  const strange = changes.filter(({ faultId }) => !faults.some(({ id }) => id === faultId));
  return [
    ...strange.map(({ faultId, kind }) => `${faultId} was ${wordOf(kind)}, and the experiment has no such fault`),
    ...faults.flatMap((fault) => {
      const own = changes.filter(({ faultId }) => faultId === fault.id);
      const armed = own.filter((event) => event.kind === 'fault.armed');
      return [
        ...armed.flatMap((event) => armingDiffers(event, fault, journal, tolerated)),
        ...orderDiffers(fault, own),
        ...repeated(armed.map(({ at, until }) => `${at} until ${until}`)).map(
          (time) => `${fault.id} was armed twice at ${time}`,
        ),
        ...phaseDiffers(fault, own, events, journal),
        ...(armed.length === 0 && journal.status === 'completed' && journal.load !== null
          ? [`${fault.id} was never armed`]
          : []),
      ];
    }),
  ];
});

function wordOf(kind: Armed['kind'] | Released['kind']): string {
  return kind.slice('fault.'.length);
}

/** Real milliseconds before its phase at which a fault is armed; its lease counts from the phase. */
const LEAD_MS = 1200;
/** Real milliseconds that it may take to store an armed fault, with repeated attempts. */
const ARMING_MS = 30_000;

function armingDiffers(
  { faultId, fault: kind, at, until }: Armed,
  { fault, leaseSeconds }: LoadFault,
  journal: Journal,
  tolerated: number,
): string[] {
  const leaseMs = (Date.parse(until) - Date.parse(at)) / journal.speed;
  const longest = leaseSeconds * 1000 + LEAD_MS + 1;
  const shortest = longest - ARMING_MS - tolerated;
  return [
    ...differs(`kind of ${faultId}, in the events and in the experiment`, kind, fault),
    ...(leaseMs > longest || leaseMs < shortest
      ? [`${faultId} was armed for ${(leaseMs / 1000).toFixed(0)} s, and the experiment says ${leaseSeconds} s`]
      : []),
  ];
}

/** A fault is armed, perhaps renewed, and then released. */
function orderDiffers({ id }: LoadFault, changes: readonly (Armed | Released)[]): string[] {
  return changes.flatMap((event, index) =>
    event.kind === 'fault.released' && changes[index - 1]?.kind !== 'fault.armed'
      ? [`${id} was released without having been armed`]
      : [],
  );
}

/** A fault is armed before its phases begin and released after they have drained, unless the run was stopped. */
function phaseDiffers(
  { id, scenario }: LoadFault,
  changes: readonly (Armed | Released)[],
  events: readonly JudgedEvent[],
  { experiment, status }: Journal,
): string[] {
  if (status !== 'completed') return [];
  const phases = experiment.phases.filter(
    ({ scenarios }) => scenario === undefined || scenarios.some(({ name }) => name === scenario),
  );
  const timeOf = (kind: JudgedEvent['kind'], phase: string | undefined) =>
    events.find((event) => event.kind === kind && 'phase' in event && event.phase === phase)?.elapsedMs;
  const began = timeOf('phase.began', phases[0]?.name);
  const drained = timeOf('phase.drained', phases.at(-1)?.name);
  const first = changes[0]?.elapsedMs;
  const snapshot = events.find((event) => event.kind === 'snapshot' && event.name === 'drained')?.elapsedMs;
  const last = changes.findLast(({ kind }) => kind === 'fault.released')?.elapsedMs;
  return [
    ...(isAfter(first, began) ? [`${id} was armed after its phase had begun`] : []),
    ...(isAfter(drained, last) ? [`${id} was released before its phase had drained`] : []),
    ...(isAfter(last, snapshot) ? [`${id} was released after the snapshot that judges the sagas`] : []),
  ];
}
