/** A run of two regions, one of which answers nothing for half a minute. */
import { type Experiment, type Operation, RegionFault, RunEvent } from '../../../../chaos/schemas/index.ts';
import { journal as soundJournal } from '../sound-run.ts';

export const [HOME, OTHER] = ['us-east-1', 'eu-west-1'];
export const REGIONS = { own: 'home', home: HOME, other: OTHER, moveWithinSeconds: 98 } as const;
export const SPEED = 10;
const START = Date.parse(soundJournal.virtualStartedAt);
/** Real seconds within which customers are moved, at this speed. */
export const BOUND = 9.8;
/** Real seconds at which the region is lost and returns. */
export const [LOST, BACK] = [10, 40];

const scenario = (name: string, near: 'home' | 'other') => ({ name, journey: 'lend', rate: 1, near });
const phases: Experiment['phases'] = [
  { name: 'lost', seconds: 30, drainSeconds: 0, scenarios: [scenario('at_home', 'home'), scenario('away', 'other')] },
];
export const journal = { experiment: { ...soundJournal.experiment, phases }, speed: SPEED };
export const lostFault = RegionFault.parse({ id: 'home-lost', fault: 'region-lost', phase: 'lost' });
export const pausedFault = RegionFault.parse({ id: 'paused', fault: 'replication-paused', phase: 'lost' });

export const event = (seconds: number, kind: string, fields: object): RunEvent =>
  RunEvent.parse({
    at: new Date(START + seconds * 1000 * SPEED).toISOString(),
    elapsedMs: seconds * 1000,
    kind,
    ...fields,
  });
export const moved = (seconds: number, to: string, near = HOME) => event(seconds, 'customers.moved', { near, to });
export const lost = event(LOST, 'region.lost', { faultId: 'home-lost', region: HOME });
export const returned = event(BACK, 'region.returned', { faultId: 'home-lost', region: HOME });
export const events = [lost, moved(LOST + 7, OTHER), returned, moved(BACK + 8, HOME)];

let sent = 0;
export function operation(scenarioName: string, seconds: number, region: string | undefined, changes = {}): Operation {
  sent += 1;
  return {
    correlationId: `r1-${scenarioName}-${sent}`,
    scenario: scenarioName,
    iteration: sent,
    journey: 'lend',
    sentAt: new Date(START + seconds * 1000).toISOString(),
    elapsedMs: seconds * 1000,
    status: region === undefined ? 0 : 202,
    durationMs: 100,
    ...(region !== undefined && { region }),
    ...changes,
  };
}
export const sound = [
  operation('at_home', 5, HOME),
  operation('away', 5, OTHER),
  operation('at_home', LOST + 2, undefined),
  operation('away', LOST + 2, OTHER),
  operation('at_home', LOST + BOUND + 1, OTHER),
  operation('at_home', BACK + 2, OTHER),
  operation('at_home', BACK + BOUND + 1, HOME),
];
