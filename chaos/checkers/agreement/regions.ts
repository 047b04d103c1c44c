import type { JudgedEvent } from '../../evidence/evidence.ts';
import { type Journal, nearestRegions, type Operation, type RegionFault } from '../../schemas/index.ts';
import { comparison, differs } from './comparison.ts';

const KINDS = ['region.lost', 'region.returned', 'replication.paused', 'replication.compared', 'replication.resumed'];

type RegionEvent = Extract<JudgedEvent, { kind: `region.${string}` | `replication.${string}` }>;
type Moved = Extract<JudgedEvent, { kind: 'customers.moved' }>;

/** What the events say of the two regions, with the experiment's faults, and with the regions that answered. */
export const regionsComparison = comparison('regions', ['events', 'history'], ({ events, history }, { journal }) => {
  const noted = events.filter((event): event is RegionEvent => KINDS.includes(event.kind));
  const moves = events.filter((event): event is Moved => event.kind === 'customers.moved');
  const { regions } = journal;
  if (regions === undefined) {
    return [
      ...[...noted, ...moves].map(({ kind }) => `the events have ${kind}, and the journal names no regions`),
      ...history
        .filter(({ region }) => region !== undefined)
        .map(({ correlationId }) => `a region answered ${correlationId}, and the journal names no regions`),
    ];
  }
  const nearTo = nearestRegions(journal.experiment);
  return [
    ...noted.flatMap((event) => strange(event, journal)),
    ...(journal.experiment.regionFaults ?? []).flatMap((fault) => momentsDiffer(fault, noted, events, journal)),
    ...history.flatMap((operation) => wronglyAnswered(operation, regions[nearTo(operation.scenario)], moves)),
  ];
});

function strange(event: RegionEvent, { experiment, regions }: Journal): string[] {
  const fault = experiment.regionFaults?.find(({ id }) => id === event.faultId);
  if (fault === undefined)
    return [`the events have ${event.kind} of ${event.faultId}, and the experiment has no such fault`];
  if (!('region' in event)) return [];
  return differs(`region of ${fault.id}, in the events and in the experiment`, event.region, regions?.[fault.region]);
}

const momentsOf = ({ fault }: RegionFault): readonly RegionEvent['kind'][] =>
  fault === 'region-lost'
    ? ['region.lost', 'region.returned']
    : ['replication.paused', 'replication.compared', 'replication.resumed'];

/** Each fault began with its phase and ended once, after the phase had drained. */
function momentsDiffer(
  fault: RegionFault,
  noted: readonly RegionEvent[],
  events: readonly JudgedEvent[],
  journal: Journal,
): string[] {
  if (journal.status !== 'completed' || journal.load === null) return [];
  const own = noted.filter(({ faultId }) => faultId === fault.id);
  const wanted = momentsOf(fault);
  const kinds = own.map(({ kind }) => kind);
  if (kinds.join() !== wanted.join()) return [`${fault.id}: the events have ${kinds.join(', ') || 'nothing'} of it`];
  const timeOf = (kind: JudgedEvent['kind']) =>
    events.find((event) => event.kind === kind && 'phase' in event && event.phase === fault.phase)?.elapsedMs ?? 0;
  const isEarlier = (event: RegionEvent, kind: JudgedEvent['kind']) => event.elapsedMs < timeOf(kind);
  return [
    ...(own.some((event) => isEarlier(event, 'phase.began')) ? [`${fault.id} began before its phase`] : []),
    ...(own.slice(1).some((event) => isEarlier(event, 'phase.drained'))
      ? [`${fault.id} ended before its phase had drained`]
      : []),
  ];
}

/** Real milliseconds by which a move and an answer may be noted apart. */
const APART_MS = 1000;

/**
 * The region that answered must be the one to which customers were being sent.
 *
 * @param near the region closest to them
 */
function wronglyAnswered(
  { correlationId, region, status, elapsedMs, durationMs }: Operation,
  near: string,
  moves: readonly Moved[],
): string[] {
  if (region === undefined) return status === 0 ? [] : [`no region answered ${correlationId}, which got ${status}`];
  const own = moves.filter((move) => move.near === near);
  const before = own.findLast((move) => move.elapsedMs <= elapsedMs - APART_MS)?.to ?? near;
  const meanwhile = own
    .filter((move) => move.elapsedMs > elapsedMs - APART_MS && move.elapsedMs <= elapsedMs + durationMs + APART_MS)
    .map(({ to }) => to);
  return [before, ...meanwhile].includes(region)
    ? []
    : [`${region} answered ${correlationId}, and customers near ${near} were sent to ${before}`];
}
