/** A whole run: rules in waves; in each, first everything is found, then everything is repaired. */
import { type Bounds, memorySpool } from './compare/index.ts';
import { ClockJumpedError } from './errors.ts';
import type { Plan } from './plan.ts';
import type { Clock, Progress } from './ports.ts';
import { type Repairing, type RepairPorts, repairWave } from './repair.ts';
import type { ReconcileResult, Recovered, RuleResult } from './result.ts';
import type { EngineRule, Finding } from './rule.ts';
import { search } from './search.ts';
import { newTrack, openOf, readingOf, resultOf, timed, type Track } from './track.ts';
import { waves } from './waves.ts';

export interface RunOptions {
  readonly runId: string;
  readonly rules: readonly EngineRule[];
  /** Absent in a dry run, which writes nothing anywhere. */
  readonly repair?: Repairing;
  readonly clock: Clock;
  /** Of the hashes that rows are compared by: 32 hexadecimal digits, chosen at random for the run. */
  readonly seed: string;
  /** Scratch space for what is more than may be held; memory where it is absent. */
  readonly spool?: Bounds['spool'];
  readonly memory?: Bounds['memory'];
  /** Findings of a rule that are held, and may be repaired. */
  readonly keep?: number;
  /** Is told every finding as it settles. */
  readonly found?: (finding: Finding) => Promise<void> | undefined;
  /** Aborted when the time given to the run is over, with the error that says so. */
  readonly signal: AbortSignal;
  readonly progress?: (progress: Progress) => void;
  /** Called whenever something was read. */
  readonly pulse?: () => void;
  /** Whether a person has accepted the difference for now. */
  readonly accepted?: (rule: string, key: string) => boolean;
  /** Rules of which only the keys written since then are looked at: epoch milliseconds by the name of the rule. */
  readonly since?: ReadonlyMap<string, number>;
  /** What an earlier run found of rules, which had no time for the rest. Then the rest is run one after another. */
  readonly carried?: readonly RuleResult[];
  /** What became of operations that earlier runs left open; part of the result. */
  readonly recovered?: readonly Recovered[];
}

const MEMORY: Bounds['memory'] = { rows: 100_000 };
const KEEP = 1000;

export async function reconcile(options: RunOptions): Promise<ReconcileResult> {
  const { runId, clock, repair, carried = [], recovered = [] } = options;
  const ports = portsOf(options);
  const startedAt = new Date(clock.now()).toISOString();
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
  ...{ runId, clock, signal, progress, pulse },
});

const ignore = (): void => undefined;

async function findAll(wave: readonly Track[], all: readonly Track[], options: RunOptions): Promise<void> {
  const open = openOf(all);
  const ports = portsOf(options);
  const find = (track: Track): Promise<void> =>
    timed(track, options.clock, async () => {
      const since = options.since?.get(track.rule.name);
      track.search = await search(withAcceptances(track, options), open, {
        ...(since !== undefined && { since }),
        clock: options.clock,
        reading: readingOf(track, ports),
        progress: ports.progress,
        holdOn: async () => options.repair?.lease.renew(),
        seed: options.seed,
        spool: options.spool ?? memorySpool,
        memory: options.memory ?? MEMORY,
        keep: options.keep ?? Math.max(KEEP, 1 + Math.max(track.rule.limits.count, options.repair?.limits.count ?? 0)),
        ...(options.found && { found: options.found }),
      });
      // Ages were told by a time that was not right, though every read may have been over before anybody knew.
      if (options.signal.reason instanceof ClockJumpedError) throw options.signal.reason;
    });
  if (options.carried === undefined) await Promise.all(wave.map(find));
  else for (const track of wave) await find(track);
  tellStuckOnce(wave);
}

/** Accepted findings that later rules are told of. */
const MOST_ACCEPTED = 10_000;

/** The rule, with what a person has accepted accounted for. */
function withAcceptances(track: Track, { accepted }: RunOptions): EngineRule {
  const { rule } = track;
  if (accepted === undefined) return rule;
  const isAccepted = (finding: Finding): boolean => {
    if (!accepted(rule.name, finding.key)) return false;
    track.accepted += 1;
    if (track.accepted <= MOST_ACCEPTED) track.acceptedFindings.push(finding);
    return true;
  };
  return {
    ...rule,
    explained: (pair, key, open) =>
      rule.explained(pair, key, open) || isAccepted({ rule: rule.name, key, standing: 'drift', pair }),
  };
}

/** A saga that is stuck is one difference, however many of the rules that share its owner see it. */
function tellStuckOnce(wave: readonly Track[]): void {
  const told = new Set<string>();
  for (const track of wave) {
    if (track.search === undefined) continue;
    const findings = track.search.findings.filter(({ standing, key }) => {
      if (standing !== 'stuck') return true;
      const name = JSON.stringify([track.rule.stuckOwner, key]);
      const isFirst = !told.has(name);
      told.add(name);
      return isFirst;
    });
    const drift = track.search.drift - track.search.findings.length + findings.length;
    track.search = { ...track.search, findings, drift };
  }
}
