/** A whole run: rules in waves; in each, first everything is found, then everything is repaired. */
import { overCap } from './cap.ts';
import { type Bounds, memorySpool } from './compare/index.ts';
import { RunStoppedError } from './errors.ts';
import { search } from './search.ts';
import { mend } from './mend.ts';
import type { Clock, Lease, Ledger, Progress } from './ports.ts';
import type { ReconcileResult } from './result.ts';
import type { EngineRule, Finding, RepairLimits } from './rule.ts';
import { newTrack, openOf, resultOf, rowsOf, type Track } from './track.ts';
import { waves } from './waves.ts';

export interface RunOptions {
  readonly runId: string;
  readonly rules: readonly EngineRule[];
  /** Absent in a dry run, which writes nothing anywhere. */
  readonly repair?: { readonly ledger: Ledger; readonly lease: Lease; readonly limits: RepairLimits };
  readonly clock: Clock;
  /** Of the hashes that rows are compared by: 32 hexadecimal digits, chosen at random for the run. */
  readonly seed: string;
  /** Scratch space for what is more than may be held; memory where it is absent. */
  readonly spool?: Bounds['spool'];
  readonly memory?: Bounds['memory'];
  /** Findings of a rule that are held, and may be repaired. */
  readonly keep?: number;
  /** Is told every finding as it settles. */
  readonly found?: (finding: Finding) => Promise<void>;
  /** Aborted when the time given to the run is over, with the error that says so. */
  readonly signal: AbortSignal;
  readonly progress?: (progress: Progress) => void;
}

const MEMORY: Bounds['memory'] = { rows: 100_000 };
const KEEP = 1000;

export async function reconcile(options: RunOptions): Promise<ReconcileResult> {
  const startedAt = new Date(options.clock.now()).toISOString();
  const tracks = options.rules.map(newTrack);
  for (const wave of waves(options.rules)) {
    const ofWave = tracks.filter(({ rule }) => wave.includes(rule));
    await findAll(ofWave, tracks, options);
    if (tracks.some(({ failure }) => failure !== undefined)) continue;
    await repairAll(ofWave, options);
  }
  const endedAt = new Date(options.clock.now()).toISOString();
  return resultOf(tracks, { runId: options.runId, startedAt, endedAt });
}

async function findAll(wave: readonly Track[], all: readonly Track[], options: RunOptions): Promise<void> {
  const open = openOf(all);
  await Promise.all(
    wave.map((track) =>
      timed(track, options, async () => {
        track.search = await search(track.rule, open, {
          clock: options.clock,
          reading: readingOf(track, options),
          progress: options.progress ?? ignore,
          holdOn: async () => options.repair?.lease.renew(),
          seed: options.seed,
          spool: options.spool ?? memorySpool,
          memory: options.memory ?? MEMORY,
          keep: options.keep ?? KEEP,
          found: options.found ?? (() => Promise.resolve()),
        });
      }),
    ),
  );
  tellStuckOnce(wave);
}

const ignore = (): void => undefined;

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

async function repairAll(wave: readonly Track[], options: RunOptions): Promise<void> {
  const { repair } = options;
  if (repair === undefined) return;
  const count = wave.reduce((sum, { search: found }) => sum + (found?.drift ?? 0), 0);
  if (count === 0) return;
  const rows = wave.reduce((sum, track) => sum + rowsOf(track), 0);
  const wholeCap = overCap(count, rows, repair.limits);
  for (const track of wave) {
    const drift = track.search?.drift ?? 0;
    const cap = wholeCap ?? overCap(drift, rowsOf(track), track.rule.limits);
    if (cap !== undefined && drift > 0) track.failure = { outcome: 'stopped', reason: cap };
  }
  if (wave.some(({ failure }) => failure !== undefined)) return;
  for (const track of wave) {
    await timed(track, options, () => repairRule(track, repair, options));
    if (track.failure !== undefined) return;
  }
}

async function repairRule(track: Track, repair: NonNullable<RunOptions['repair']>, options: RunOptions): Promise<void> {
  const { clock, runId, progress = ignore } = options;
  const ports = { runId, clock, reading: readingOf(track, options), ledger: repair.ledger };
  for (const finding of track.search?.findings ?? []) {
    options.signal.throwIfAborted();
    await repair.lease.renew();
    const { repaired, reason } = await mend(track.rule, finding, ports);
    if (repaired) track.repaired.add(finding);
    if (reason !== undefined) track.reasons.add(reason);
    progress({
      kind: 'repaired',
      rule: track.rule.name,
      key: finding.key,
      repaired,
      ...(reason !== undefined && { reason }),
    });
  }
}

const readingOf = (track: Track, { signal }: RunOptions) => ({
  signal,
  received: (bytes: number) => {
    track.bytes += bytes;
  },
});

/** Measures the work, and takes what it throws for what it means: nothing is known. */
async function timed(track: Track, { clock }: RunOptions, work: () => Promise<void>): Promise<void> {
  const began = clock.elapsed();
  try {
    await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    track.failure = { outcome: error instanceof RunStoppedError ? 'stopped' : 'inconclusive', reason };
  } finally {
    track.seconds += (clock.elapsed() - began) / 1000;
  }
}
