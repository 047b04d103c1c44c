/** One run: rules in waves. Each wave first finds all differences, then repairs them. */
import { type Bounds, memorySpool } from './compare/index.ts';
import { ClockJumpedError } from './errors.ts';
import type { PreparedComparison } from './in-parts/index.ts';
import type { Plan } from './plan.ts';
import type { Clock, Progress } from './ports.ts';
import { type Repairing, type RepairPorts, repairWave } from './repair.ts';
import type { ReconcileResult, Recovered, RuleResult } from './result.ts';
import type { RowCounts } from './row-count.ts';
import type { EngineRule, Finding } from './rule.ts';
import { search } from './search.ts';
import { newTrack, openOf, readingOf, resultOf, timed, type Track } from './track.ts';

export interface RunOptions {
  readonly runId: string;
  readonly rules: readonly EngineRule[];
  /** Absent in a dry run, which writes nothing anywhere. */
  readonly repair?: Repairing;
  readonly clock: Clock;
  /** Seeds the hashes by which rows are compared: 32 hexadecimal digits, chosen at random for each run. */
  readonly seed: string;
  /** Scratch space for more rows than memory may hold; memory by default. */
  readonly spool?: Bounds['spool'];
  readonly memory?: Bounds['memory'];
  /** Maximum number of findings of a rule that are held, and may be repaired. */
  readonly keep?: number;
  /** Called with every finding as it settles. */
  readonly found?: (finding: Finding) => Promise<void> | undefined;
  /** Aborted with an OutOfTimeError when the run's time is up. */
  readonly signal: AbortSignal;
  readonly progress?: (progress: Progress) => void;
  /** Called whenever something has been read. */
  readonly pulse?: () => void;
  /** Whether a person has accepted the difference for the time being. */
  readonly accepted?: (rule: string, key: string) => boolean;
  /** For rules that compare only recently written keys: since when, in epoch milliseconds, by rule name. */
  readonly since?: ReadonlyMap<string, number>;
  /** When the run began, epoch milliseconds, if workers have begun it. */
  readonly startedAt?: number;
  /** How to get what workers found out, for the rules that they have compared. */
  readonly prepared?: ReadonlyMap<string, () => Promise<PreparedComparison>>;
  /** Rows of each side at the last complete pass, by rule name. */
  readonly rowsBefore?: ReadonlyMap<string, RowCounts>;
  /** Results of an earlier run that ran out of time. The remaining rules then run one after another. */
  readonly carried?: readonly RuleResult[];
  /** How operations that earlier runs left open ended; part of the result. */
  readonly recovered?: readonly Recovered[];
}

const MEMORY: Bounds['memory'] = { rows: 100_000 };
const KEPT_FINDINGS = 1000;

export async function reconcile(options: RunOptions): Promise<ReconcileResult> {
  const { runId, clock, repair, carried = [], recovered = [] } = options;
  const ports = portsOf(options);
  const startedAt = new Date(options.startedAt ?? clock.now()).toISOString();
  const tracks = options.rules.map((rule) =>
    newTrack(
      rule,
      carried.find(({ name }) => name === rule.name),
    ),
  );
  let plan: Plan | undefined;
  for (const wave of waves(options.rules)) {
    const ofWave = tracks.filter(({ rule, carried: done }) => wave.includes(rule) && done === undefined);
    await findAll(ofWave, tracks, options);
    if (repair === undefined || tracks.some(({ failure }) => failure !== undefined)) continue;
    plan = await repairWave(ofWave, repair, ports);
  }
  const endedAt = new Date(clock.now()).toISOString();
  const kept = plan && { plan: { id: plan.id, digest: plan.digest, operations: plan.operations.length } };
  return resultOf(tracks, { runId, startedAt, endedAt, recovered, ...kept });
}

const portsOf = ({ runId, clock, signal, progress = ignore, pulse = ignore }: RunOptions): RepairPorts => ({
  runId,
  clock,
  signal,
  progress,
  pulse,
});

const ignore = (): void => undefined;

async function findAll(wave: readonly Track[], all: readonly Track[], options: RunOptions): Promise<void> {
  const open = openOf(all);
  const ports = portsOf(options);
  const find = (track: Track): Promise<void> =>
    timed(track, options.clock, async () => {
      const since = options.since?.get(track.rule.name);
      const rowsBefore = options.rowsBefore?.get(track.rule.name);
      const prepared = since === undefined ? await preparedFor(track, options) : undefined;
      track.search = await search(withAcceptances(track, options), open, {
        ...(prepared && { prepared }),
        ...(since !== undefined && { since }),
        ...(rowsBefore && { rowsBefore }),
        clock: options.clock,
        reading: readingOf(track, ports),
        progress: ports.progress,
        holdOn: async () => options.repair?.lease.renew(),
        seed: options.seed,
        spool: options.spool ?? memorySpool,
        memory: options.memory ?? MEMORY,
        keep:
          options.keep ??
          Math.max(KEPT_FINDINGS, 1 + Math.max(track.rule.limits.count, options.repair?.limits.count ?? 0)),
        ...(options.found && { found: options.found }),
      });
      // Ages were computed from a wrong time, even if every read had finished before the jump was noticed.
      if (options.signal.reason instanceof ClockJumpedError) throw options.signal.reason;
    });
  if (options.carried === undefined) await Promise.all(wave.map(find));
  else for (const track of wave) await find(track);
  countStuckOnce(wave);
}

/** What workers found out about the rule. What they read counts towards it. */
async function preparedFor(track: Track, { prepared }: RunOptions): Promise<PreparedComparison | undefined> {
  const found = await prepared?.get(track.rule.name)?.();
  track.bytes += found?.bytes ?? 0;
  track.readUnits += found?.readUnits ?? 0;
  track.seconds += found?.seconds ?? 0;
  return found;
}

/** Accepted findings that are passed on to later rules. */
const MAX_ACCEPTED = 10_000;

/** The rule, except that it finds nothing a person has accepted. */
function withAcceptances(track: Track, { accepted }: RunOptions): EngineRule {
  const { rule } = track;
  if (accepted === undefined) return rule;
  const isAccepted = (finding: Finding): boolean => {
    if (!accepted(rule.name, finding.key)) return false;
    track.accepted += 1;
    if (track.accepted <= MAX_ACCEPTED) track.acceptedFindings.push(finding);
    return true;
  };
  return {
    ...rule,
    explained: (pair, key, open) =>
      rule.explained(pair, key, open) || isAccepted({ rule: rule.name, key, standing: 'drift', pair }),
  };
}

/** A stuck saga counts as one difference, no matter how many rules with the same owner find it. */
function countStuckOnce(wave: readonly Track[]): void {
  const seen = new Set<string>();
  for (const track of wave) {
    if (track.search === undefined) continue;
    const findings = track.search.findings.filter(({ standing, key }) => {
      if (standing !== 'stuck') return true;
      const name = JSON.stringify([track.rule.stuckOwner, key]);
      const isFirst = !seen.has(name);
      seen.add(name);
      return isFirst;
    });
    const drift = track.search.drift - track.search.findings.length + findings.length;
    track.search = { ...track.search, findings, drift };
  }
}

/** Rules in an order in which they may run: each wave needs only the waves before it. Rules in a cycle are left out. */
export function waves<Rule extends { readonly name: string; readonly after: readonly string[] }>(
  rules: readonly Rule[],
): Rule[][] {
  const chosen = new Set(rules.map(({ name }) => name));
  const done = new Set<string>();
  const ordered: Rule[][] = [];
  for (;;) {
    const ready = rules.filter(
      ({ name, after }) => !done.has(name) && after.every((other) => done.has(other) || !chosen.has(other)),
    );
    if (ready.length === 0) return ordered;
    ordered.push(ready);
    for (const { name } of ready) done.add(name);
  }
}
