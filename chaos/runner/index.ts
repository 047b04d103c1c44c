/** Runs an experiment against a system through its AWS clients, and leaves a run directory with a verdict. */
import { countHits } from '../checkers/index.ts';
import type { Experiment, Journal, LoadResult } from '../contract/index.ts';
import { type Evidence, readEvidence } from '../evidence/index.ts';
import { judge } from '../judge.ts';
import { conduct } from './conduct.ts';
import { armedFaults } from './control.ts';
import { HarnessError } from './errors.ts';
import { loadSummary, openingJournal } from './journal.ts';
import type { RunnerPorts } from './ports.ts';
import { createRecorder } from './recorder.ts';
import { startRunClock } from './run-clock.ts';
import { openRunDirectory, type RunDirectory } from './run-directory.ts';

export { armedFaults, disarmAll } from './control.ts';
export { HarnessError } from './errors.ts';
export type { RunnerPorts, Target, TargetClients, TargetClock } from './ports.ts';

/**
 * Runs the experiment to its verdict. When the signal ends it the journal says `interrupted` and has no verdict.
 *
 * @throws whatever broke the harness, after faults are released and the journal says `broken`
 */
export async function runExperiment(experiment: Experiment, ports: RunnerPorts): Promise<Journal> {
  await refuseBesideAnother(ports);
  const clock = startRunClock(
    ports.clock,
    () => new Date(),
    () => performance.now(),
  );
  const run = `r${clock.startedAt.getTime().toString(36)}`;
  const directory = await openRunDirectory(ports.directory);
  const journal = openingJournal(experiment, run, ports, clock);
  await directory.journal(journal);
  const recorder = createRecorder(clock, directory);
  const ended = (status: Journal['status'], reasons: readonly string[]): Journal => ({
    ...journal,
    status,
    endedAt: new Date().toISOString(),
    counts: { ...directory.counts },
    reasons: [...reasons],
  });
  let load: LoadResult | undefined;
  try {
    load = await conduct({ experiment, run, ports, clock, recorder }, directory);
  } catch (error) {
    await recorder.close();
    const interrupted = ports.signal.aborted;
    const reason = interrupted ? 'The run was interrupted; its faults are released.' : messageOf(error);
    const left = ended(interrupted ? 'interrupted' : 'broken', [reason]);
    await directory.journal(left);
    if (interrupted) return left;
    throw error;
  }
  await recorder.close();
  const completed = ended('completed', []);
  return judged({ ...completed, load: load === undefined ? null : loadSummary(load) }, ports.directory, directory);
}

/** Judges what was written, as anybody can later, and writes the verdict beside it. */
async function judged(journal: Journal, path: string, directory: RunDirectory): Promise<Journal> {
  await directory.journal(journal);
  const evidence = await readEvidence(path);
  const { checks, verdict, reasons } = judge(evidence);
  const final = { ...journal, hits: hitsOf(evidence), checks: [...checks], verdict, reasons: [...reasons] };
  await directory.journal(final);
  return final;
}

function hitsOf({ journal, parts: { prediction, events } }: Evidence): Journal['hits'] {
  if (!prediction.complete || !events.complete) return {};
  return countHits({ prediction: prediction.value, events: events.value }, journal);
}

/** Two runs on a stage would read each other's faults, alarms and drift as their own. */
async function refuseBesideAnother(ports: RunnerPorts): Promise<void> {
  const now = ports.clock.now().toISOString();
  const [live] = (await armedFaults(ports)).filter(({ until }) => until > now);
  if (live === undefined) return;
  throw new HarnessError(
    `Run ${live.run} has fault ${live.faultId} armed on stage ${ports.system.stage} until ${live.until} (target's time). Wait for its end, or end it: evenkeel chaos stop`,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
