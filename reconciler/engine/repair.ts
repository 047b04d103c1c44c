/**
 * Repairs what a wave of rules found: first all repairs are planned and checked against the caps or an approved plan,
 * then they are made.
 */
import { agreeingNow, type AppliedRepair, appliedRepair, applyRepair, performRepair } from './apply-repair.ts';
import {
  type Plan,
  type PlanBook,
  type PlannedRepair,
  planOf,
  planRepair,
  repairsIn,
  ruleOf,
  staleness,
} from './plan.ts';
import type { Clock, Lease, Ledger, Progress } from './ports.ts';
import type { RepairLimits } from './rule.ts';
import { readingOf, rowsOf, timed, type Track } from './track.ts';

/** What a run needs to repair. */
export interface Repairing {
  readonly ledger: Ledger;
  readonly lease: Lease;
  /** The limits of the whole run. */
  readonly limits: RepairLimits;
  /** Where plans over the cap are kept. */
  readonly plans?: PlanBook;
  /** The plan that a person has approved: exactly its repairs are made, and the caps do not apply. */
  readonly approved?: Plan;
}

export interface RepairPorts {
  readonly runId: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
  readonly pulse: () => void;
}

interface PlannedTrack {
  readonly track: Track;
  readonly repairs: readonly PlannedRepair[];
}

/**
 * @returns the plan that was made but not carried out, if there are more repairs than one run may make
 */
export async function repairWave(
  wave: readonly Track[],
  repair: Repairing,
  ports: RepairPorts,
): Promise<Plan | undefined> {
  const planned = wave.map((track) => ({
    track,
    repairs: withoutDoubtfulDeletes(
      track,
      (track.search?.findings ?? []).map((finding) => planRepair(track.rule, finding)),
    ),
  }));
  const over = repair.approved === undefined ? capped(planned, repair.limits) : new Map<Track, string>();
  if (over.size > 0) return propose(planned, over, repair, ports);
  const chosen = repair.approved === undefined ? planned : approvedOf(planned, repair.approved);
  for (const { track, repairs } of chosen) {
    if (track.failure === undefined) await timed(track, ports.clock, () => carryOut(track, repairs, repair, ports));
    if (track.failure !== undefined) return undefined;
  }
  return undefined;
}

/**
 * A record without a key may be the row that a side seems to lack. While there is one, no row of the other side is
 * deleted.
 */
function withoutDoubtfulDeletes(track: Track, repairs: readonly PlannedRepair[]): readonly PlannedRepair[] {
  const found = [...repairs.map(({ finding }) => finding), ...track.acceptedFindings];
  const keyless = found.find(({ pair }) => (pair.left ?? pair.right)?.isKeyless === true);
  if (keyless === undefined) return repairs;
  return repairs.map((repair) => {
    if (!repair.operations.some(({ action }) => action.kind === 'write' && action.write === 'delete')) return repair;
    const reason = `it is not deleted, because it may be the record without a key: ${keyless.key}`;
    return { finding: repair.finding, operations: [], reason };
  });
}

/**
 * Number of findings that are not held in memory. If the rule repairs any finding, it would have to repair these too.
 */
function unheld({ track, repairs }: PlannedTrack): number {
  const { drift = 0, findings = [] } = track.search ?? {};
  return repairs.some(({ operations }) => operations.length > 0) ? drift - findings.length : 0;
}

/** Tracks with too many repairs, each with the reason. */
function capped(planned: readonly PlannedTrack[], limits: RepairLimits): ReadonlyMap<Track, string> {
  const counts = planned.map((each) => ({
    track: each.track,
    count: each.repairs.filter(({ operations }) => operations.length > 0).length + unheld(each),
  }));
  const count = counts.reduce((sum, each) => sum + each.count, 0);
  const rows = planned.reduce((sum, { track }) => sum + rowsOf(track), 0);
  const whole = overCap(count, rows, limits);
  return new Map(
    counts.flatMap(({ track, count: own }) => {
      const reason = whole ?? overCap(own, rowsOf(track), track.rule.limits);
      return reason === undefined || own === 0 ? [] : [[track, reason] as const];
    }),
  );
}

async function propose(
  planned: readonly PlannedTrack[],
  over: ReadonlyMap<Track, string>,
  { plans }: Repairing,
  { runId }: RepairPorts,
): Promise<Plan | undefined> {
  const plan = planOf(
    runId,
    planned.flatMap(({ repairs }) => repairs),
  );
  await plans?.propose(plan);
  const more = planned.reduce((sum, each) => sum + unheld(each), 0);
  const part = more > 0 ? ` (it holds all but ${more} of them)` : '';
  const way = plans === undefined ? 'raise the limit' : `approve the plan ${plan.id}${part}`;
  for (const [track, reason] of over) {
    track.failure = {
      outcome: 'stopped',
      reason: `${reason}. Look at the differences first; if they are right, ${way}`,
    };
  }
  return plans === undefined ? undefined : plan;
}

/**
 * The wave's repairs that are in the plan. If the plan is stale for this wave, every rule of it fails and nothing is
 * written.
 */
function approvedOf(planned: readonly PlannedTrack[], plan: Plan): readonly PlannedTrack[] {
  const names = new Set(planned.map(({ track }) => track.rule.name));
  const operations = plan.operations.filter(({ operationId }) => names.has(ruleOf(operationId)));
  const ofWave = { ...plan, operations };
  const stale = staleness(
    ofWave,
    planned.flatMap(({ repairs }) => repairs),
  );
  return planned.map(({ track, repairs }) => {
    if (stale !== undefined) track.failure = { outcome: 'stopped', reason: stale };
    const chosen = repairsIn(ofWave, repairs);
    for (const { finding } of repairs.filter((repair) => !chosen.includes(repair))) {
      track.reasons.set(finding, `it is not in the plan ${plan.id}`);
    }
    return { track, repairs: chosen };
  });
}

async function carryOut(
  track: Track,
  repairs: readonly PlannedRepair[],
  { ledger, lease }: Repairing,
  run: RepairPorts,
): Promise<void> {
  const { runId, clock, signal, progress } = run;
  const ports = { runId, clock, reading: readingOf(track, run), ledger };
  // If a re-read costs a scan, all repairs are checked by one.
  const isScanned = track.rule.sides.rereadAtOnce === Infinity;
  const unchecked: PlannedRepair[] = [];
  const applied = ({ finding }: PlannedRepair, { repaired, reason }: AppliedRepair): void => {
    if (repaired) track.repaired.add(finding);
    if (reason !== undefined) track.reasons.set(finding, reason);
    const { rule, key } = finding;
    progress({ kind: 'repaired', rule, key, repaired, ...(reason !== undefined && { reason }) });
  };
  for (const repair of repairs) {
    signal.throwIfAborted();
    await lease.renew();
    const done = await (isScanned ? performRepair : applyRepair)(track.rule, repair, ports);
    if (done === undefined) unchecked.push(repair);
    else applied(repair, done);
  }
  if (unchecked.length === 0) return;
  const keys = unchecked.map(({ finding }) => finding.key);
  const agreeing = await agreeingNow(track.rule, keys, ports);
  for (const repair of unchecked) applied(repair, appliedRepair(agreeing, repair.finding.key));
}

/** Why one run may not make this many repairs; undefined if it may. */
function overCap(repairs: number, rows: number, limits: RepairLimits): string | undefined {
  if (repairs > limits.count) return `the run needs ${repairs} repairs; the limit is ${limits.count}`;
  if (repairs > limits.always && repairs > rows * limits.share) {
    return `${repairs} repairs are more than ${limits.share * 100} % of ${rows} rows`;
  }
  return undefined;
}
