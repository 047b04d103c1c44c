/** Runs an experiment against a system through its AWS clients, and leaves a run directory with a verdict. */
import { countHits } from '../checkers/index.ts';
import type { Experiment, Journal } from '../schemas/index.ts';
import { type Evidence, readEvidence } from '../evidence/index.ts';
import { judge } from '../judge.ts';
import { conduct, type Course } from './conduct.ts';
import { clearStage, describeLeftBehind, type HeldStage, holdStage } from './control/index.ts';
import { messageOf } from './errors.ts';
import { measureHarnessDelay } from './harness-delay.ts';
import { loadSummary, openingJournal } from './journal.ts';
import { markKilled } from './killed.ts';
import type { RunnerPorts } from './ports.ts';
import { createRecorder } from './recorder.ts';
import { type RunClock, startRunClock } from './run-clock.ts';
import { openRunDirectory, type RunDirectory } from './run-directory.ts';
import { storesOf } from './stores.ts';

export { HarnessError } from './errors.ts';
export type { ProbeAnswer, ProbeContext, ProbeModule } from './probes/index.ts';
export { startFor } from './schedule.ts';
export type { RunnerPorts, Target, TargetClients, TargetClock } from './ports.ts';

/**
 * Runs the experiment to its verdict. When the signal ends it the journal says `interrupted` and has no verdict. What
 * killed runs left on the stage is cleaned up first.
 *
 * @throws StageInUseError naming the run that holds the stage: nothing was started then
 * @throws whatever broke the harness, after faults are released and the journal says `broken`
 */
export async function runExperiment(experiment: Experiment, ports: RunnerPorts): Promise<Journal> {
  const clock = startRunClock(
    ports.clock,
    () => new Date(),
    () => performance.now(),
  );
  const run = `r${clock.startedAt.getTime().toString(36)}`;
  const { by, directory } = ports;
  const held = await holdStage(
    ports,
    { run, experiment: experiment.name, by, directory, ...ports.process },
    ports.isGone,
  );
  try {
    await cleanUpLeftBehind(held, ports);
    return await runOnStage({ experiment, run, ports, clock, held });
  } finally {
    await held.release();
  }
}

/** Says what was found. A run killed on this machine is marked so where it lies. */
async function cleanUpLeftBehind({ predecessor }: HeldStage, ports: RunnerPorts): Promise<void> {
  const cleared = await clearStage(ports, storesOf(ports));
  for (const line of describeLeftBehind(predecessor, cleared)) ports.progress(line);
  if (predecessor?.host === ports.process.host) await markKilled(predecessor.directory);
}

interface OnStage {
  readonly experiment: Experiment;
  readonly run: string;
  readonly ports: RunnerPorts;
  readonly clock: RunClock;
  readonly held: HeldStage;
}

async function runOnStage({ experiment, run, ports, clock, held }: OnStage): Promise<Journal> {
  const directory = await openRunDirectory(ports.directory);
  const journal = openingJournal(experiment, run, ports, clock);
  await directory.journal(journal);
  await ports.begun?.();
  const recorder = createRecorder(clock, directory);
  const figures: Record<string, number> = {};
  const delays = measureHarnessDelay();
  const ended = (status: Journal['status'], reasons: readonly string[]): Journal => ({
    ...journal,
    status,
    endedAt: new Date().toISOString(),
    counts: { ...directory.counts },
    figures: { ...journal.figures, ...figures },
    reasons: [...reasons],
  });
  let course: Course;
  try {
    course = await conduct({ experiment, run, ports, clock, recorder, held, armings: new Map(), figures }, directory);
  } catch (error) {
    await recorder.close();
    Object.assign(figures, delays());
    const interrupted = ports.signal.aborted;
    const why = messageOf(interrupted ? ports.signal.reason : error);
    const reason = interrupted ? `The run ended before its time (${why}); its faults are released.` : why;
    const left = ended(interrupted ? 'interrupted' : 'broken', [reason]);
    await directory.journal(left);
    if (interrupted) return left;
    throw error;
  }
  await recorder.close();
  Object.assign(figures, delays());
  const { load, status } = course;
  const final = { ...ended(status, []), load: load === undefined ? null : loadSummary(load) };
  return judged(final, ports.directory, directory);
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
