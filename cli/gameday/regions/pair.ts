import type { OpenedSystem } from '@evenkeel/chaos';
import { HarnessError, type PairMoment, type RegionPair, type ReplicaComparison } from '@evenkeel/chaos/runner';
import type { RegionFault, RegionRole } from '@evenkeel/chaos/schemas';
import type { LocalRegions } from '@evenkeel/local';
import { newRunId, type Reconciliation, runReconcile } from '@evenkeel/reconciler';
import { Meeting, Moment } from './meeting.ts';

interface Pairing {
  readonly regions: LocalRegions;
  readonly names: Readonly<Record<RegionRole, string>>;
  readonly opened: Readonly<Record<RegionRole, OpenedSystem>>;
  /** Token that starts the correlation ids of both runs. */
  readonly run: string;
  readonly signal: AbortSignal;
}

/** What the runs on the two regions need of each other, and of the network between the regions. */
export function createPair({ regions, names, opened, run, signal }: Pairing): Readonly<Record<RegionRole, RegionPair>> {
  const begun = new Map<string, Meeting<void>>();
  const ended = new Map<string, Meeting<ReplicaComparison | undefined>>();
  const armed = new Map<string, RegionFault>();
  const moments = new Map<string, Moment>();
  const momentOf = (role: RegionRole, moment: PairMoment): Moment => {
    const name = `${role} ${moment}`;
    const found = moments.get(name) ?? new Moment();
    moments.set(name, found);
    return found;
  };
  const meetingIn = <Result>(all: Map<string, Meeting<Result>>, id: string, act: () => Result | Promise<Result>) => {
    const found = all.get(id) ?? new Meeting(act);
    all.set(id, found);
    return found;
  };
  const begin = (fault: RegionFault): void => {
    armed.set(fault.id, fault);
    if (fault.fault === 'region-lost') regions.cutOff(names[fault.region], true);
    else regions.turnReplication('paused');
  };
  const lift = (fault: RegionFault): void => {
    armed.delete(fault.id);
    if (fault.fault === 'region-lost') regions.cutOff(names[fault.region], false);
    else regions.turnReplication('flows');
  };
  const end = async (fault: RegionFault): Promise<ReplicaComparison | undefined> => {
    const compared =
      fault.fault === 'replication-paused' ? await compareReplicas(regions, names.other, opened, signal) : undefined;
    lift(fault);
    await regions.replicated();
    return compared;
  };
  const pairOf = (own: RegionRole): RegionPair => ({
    own,
    names,
    run,
    moveWithinSeconds: regions.moveWithinMs / 1000,
    begin: (fault, stop) =>
      meetingIn(begun, fault.id, () => {
        begin(fault);
      }).come(stop),
    end: (fault, stop) => meetingIn(ended, fault.id, () => end(fault)).come(stop),
    restore() {
      for (const fault of [...armed.values()]) lift(fault);
    },
    moves: () => regions.report().front.moves.map(({ at, place, to }) => ({ at, near: place, to })),
    reached(moment) {
      // What the home region has repaired must have arrived before the other one looks.
      momentOf(own, moment).settle(regions.replicated());
    },
    awaitOther: (moment, stop) => momentOf(own === 'home' ? 'other' : 'home', moment).awaited(stop),
  });
  return { home: pairOf('home'), other: pairOf('other') };
}

/** Runs the rules that only the other region has, without repairing anything. */
async function compareReplicas(
  { systems }: LocalRegions,
  region: string,
  opened: Pairing['opened'],
  signal: AbortSignal,
): Promise<ReplicaComparison> {
  const reconciliation = opened.other.reconciliation as Reconciliation;
  const ofHome = new Set(opened.home.reconciliation.rules.map(({ name }) => name));
  const rules = reconciliation.rules.filter(({ name }) => !ofHome.has(name));
  const viewOf = new Map(rules.map(({ name, views }) => [name, views.at(-1)?.name ?? '']));
  const clock = systems[region]?.clock;
  if (clock === undefined) throw new RangeError(`${region} was not booted`);
  const found: ReplicaComparison['found'][number][] = [];
  const { outcome } = await runReconcile({
    reconciliation,
    rules: [...viewOf.keys()],
    runId: newRunId(new Date(clock.now())),
    clock: { ...clock, elapsed: () => performance.now() },
    signal,
    found: ({ rule, key }) => {
      found.push({ rule, view: viewOf.get(rule) ?? '', key });
      return undefined;
    },
  });
  signal.throwIfAborted();
  if (outcome !== 'clean' && outcome !== 'drift')
    throw new HarnessError(`the copies of ${region} could not be compared with those at home: the run was ${outcome}`);
  return { views: [...viewOf.values()], found };
}
