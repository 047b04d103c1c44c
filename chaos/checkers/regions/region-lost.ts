import { type Journal, nearestRegions, type Operation, type RegionFault, type RunEvent } from '../../schemas/index.ts';
import { counted } from '../checker.ts';
import { type FaultJudgement, undecided } from './verdict-on-fault.ts';

/** Real milliseconds that may pass between a region's loss and the event that notes it. */
export const NOTED_MS = 1000;

/**
 * A region that answers nothing loses its customers within the bound of its health check and of the resolvers' memory,
 * and gets them back within the same bound once it answers again. Nobody else is without an answer or moved.
 */
export function judgeRegionLost(
  fault: RegionFault,
  events: readonly RunEvent[],
  history: readonly Operation[],
  { experiment, speed }: Pick<Journal, 'experiment' | 'speed'>,
  names: NonNullable<Journal['regions']>,
): FaultJudgement {
  const lost = events.find((event) => event.kind === 'region.lost' && event.faultId === fault.id)?.elapsedMs;
  const returned = events.find((event) => event.kind === 'region.returned' && event.faultId === fault.id)?.elapsedMs;
  if (lost === undefined || returned === undefined) {
    return undecided(`${fault.id}: ${lost === undefined ? 'it never began' : 'its end was never noted'}`);
  }
  const region = names[fault.region];
  const failover = names[fault.region === 'home' ? 'other' : 'home'];
  const boundMs = (names.moveWithinSeconds * 1000) / speed;
  const nearTo = nearestRegions(experiment);
  const answered = history.filter(({ status }) => status !== 0);
  const ofRegion = answered.filter(({ scenario }) => nearTo(scenario) === fault.region);
  const unanswered = history.filter(({ status }) => status === 0);
  const isExcused = (operation: Operation): boolean =>
    nearTo(operation.scenario) === fault.region &&
    operation.elapsedMs + operation.durationMs >= lost - NOTED_MS &&
    operation.elapsedMs <= Math.min(lost + boundMs, returned);
  const during = ofRegion.filter(({ elapsedMs }) => elapsedMs > lost + boundMs && elapsedMs < returned - NOTED_MS);
  const after = ofRegion.filter(({ elapsedMs }) => elapsedMs > returned + boundMs);
  const others = answered.filter(({ scenario }) => nearTo(scenario) !== fault.region);
  const movedAfter = (since: number, to: string): number | undefined => {
    const move = events.find(
      (event) =>
        event.kind === 'customers.moved' &&
        event.near === region &&
        event.to === to &&
        event.elapsedMs >= since - NOTED_MS,
    );
    return move && (Math.max(0, move.elapsedMs - since) * speed) / 1000;
  };
  const away = movedAfter(lost, failover);
  const back = movedAfter(returned, region);
  const answeredBy = (wrong: Operation, wanted: string) =>
    `${wrong.correlationId}: answered by ${wrong.region ?? 'no region'}, must be by ${wanted}`;
  const line = ({ correlationId, elapsedMs }: Operation) =>
    `${correlationId}: not answered, ${describeTime(((elapsedMs - lost) * speed) / 1000)}`;
  const measured = [
    measure('customers moved', away, names.moveWithinSeconds),
    measure('customers moved back', back, names.moveWithinSeconds),
  ];
  const violations = [
    ...unanswered.filter((operation) => !isExcused(operation)).map(line),
    ...during.filter((operation) => operation.region !== failover).map((wrong) => answeredBy(wrong, failover)),
    ...after.filter((operation) => operation.region !== region).map((wrong) => answeredBy(wrong, region)),
    ...others.filter((operation) => operation.region !== failover).map((wrong) => answeredBy(wrong, failover)),
  ];
  const missing = [
    ...(unanswered.length === 0 ? [`${fault.id}: every request was answered, so it was never under load`] : []),
    ...(during.length === 0 ? [`${fault.id}: no request was sent after ${names.moveWithinSeconds} virtual s`] : []),
    ...(after.length === 0 ? [`${fault.id}: no request was sent long enough after ${region} had returned`] : []),
    ...(away === undefined ? [`${fault.id}: nothing shows when customers of ${region} were moved`] : []),
    ...(back === undefined ? [`${fault.id}: nothing shows when customers of ${region} were moved back`] : []),
  ];
  const text =
    `${region} answered nothing: ${counted(unanswered.length, 'request')} went unanswered, its customers reached ${failover} ` +
    `after ${Math.round(away ?? 0)} virtual s, and ${region} again ${Math.round(back ?? 0)} virtual s after it had returned.`;
  return { violations, undecided: missing, text, measured };
}

const measure = (name: string, value: number | undefined, budget: number): FaultJudgement['measured'][number] => ({
  name,
  unit: 'virtual s',
  value: value ?? null,
  budget,
});

const describeTime = (seconds: number): string =>
  seconds < 0 ? `${Math.round(-seconds)} virtual s before the loss` : `${Math.round(seconds)} virtual s after the loss`;
