import { monitorEventLoopDelay } from 'node:perf_hooks';
import { countHits } from '../checkers/index.ts';
import { clearStage, describeLeftBehind, type HeldStage, holdStage } from '../control/index.ts';
import { messageOf } from '../errors.ts';
import { type Evidence, readEvidence } from '../evidence/index.ts';
import { judge } from '../judge.ts';
import type { Experiment, Journal } from '../schemas/index.ts';
import { executeRun, type RunOutcome } from './execute-run.ts';
import { loadSummary, markKilled, openingJournal } from './journal.ts';
import type { RunnerPorts } from './ports.ts';
import { createRecorder } from './recorder.ts';
import { type RunClock, startRunClock } from './run-clock.ts';
import { openRunDirectory, type RunDirectory } from './run-directory.ts';

/**
 * Runs the experiment to its verdict. When the signal ends the run, the journal says `interrupted` and has no verdict.
 * What killed runs left on the stage is cleaned up first.
 *
 * @throws StageInUseError naming the run that holds the stage; nothing was started
 * @throws the error that broke the harness, after the faults are released and the journal says `broken`
 */
export async function runExperiment(experiment: Experiment, ports: RunnerPorts): Promise<Journal> {
  const { target, holder, directory } = ports;
  const clock = startRunClock(
    target.clock,
    () => new Date(),
    () => performance.now(),
  );
  const run = ports.pair?.run ?? runTokenAt(clock.startedAt);
  const { isGone, ...process } = holder;
  const held = await holdStage(target, { ...process, run, experiment: experiment.name, directory }, isGone);
  let journal: Journal;
  try {
    await cleanUpLeftBehind(held, ports);
    journal = await runOnStage(experiment, run, ports, clock, held);
  } catch (error) {
    // What broke the run may keep the lock from being released too; it then expires.
    await held.release().catch(() => undefined);
    throw error;
  }
  await held.release();
  return journal;
}

/** The token that starts the correlation ids of a run which begins then. */
export const runTokenAt = (startedAt: Date): string => `r${startedAt.getTime().toString(36)}`;

/** Also marks the journal of a predecessor that was killed on this machine. */
async function cleanUpLeftBehind({ predecessor }: HeldStage, ports: RunnerPorts): Promise<void> {
  const { target, holder, progress } = ports;
  const cleared = await clearStage(target, () => Promise.resolve(target.opened));
  for (const line of describeLeftBehind(predecessor, cleared)) progress(line);
  if (predecessor?.host === holder.host) await markKilled(predecessor.directory);
}

async function runOnStage(
  experiment: Experiment,
  run: string,
  ports: RunnerPorts,
  clock: RunClock,
  held: HeldStage,
): Promise<Journal> {
  const directory = await openRunDirectory(ports.directory);
  const journal = openingJournal(experiment, run, ports, clock);
  await directory.journal(journal);
  await ports.onStart?.();
  const recorder = createRecorder(clock, directory);
  const figures: Record<string, number> = {};
  const delays = measureHarnessDelay();
  const ended = (status: Journal['status'], reasons: readonly string[]): Journal => ({
    ...journal,
    status,
    endedAt: new Date().toISOString(),
    counts: { ...directory.counts },
    figures: { ...journal.figures, ...figures, ...delays() },
    reasons: [...reasons],
  });
  let outcome: RunOutcome;
  try {
    const { target, seed, holder, provenance, design, signal, progress, load, credentials } = ports;
    const probes = { modules: ports.probes.modules, credentials: credentials.headers };
    const context = { experiment, run, seed, target, clock, recorder, probes, pair: ports.pair, signal, progress };
    const { by } = holder;
    const { sabotage, provenAlarms = [] } = provenance;
    outcome = await executeRun(context, {
      directory,
      held,
      by,
      sabotage,
      design,
      provenAlarms,
      load,
      credentials,
      buildRelease: ports.buildRelease,
      figures,
      path: ports.directory,
    });
  } catch (error) {
    await recorder.close();
    const interrupted = ports.signal.aborted;
    const why = messageOf(interrupted ? ports.signal.reason : error);
    const reason = interrupted ? `The run was ended early (${why}); its faults are released.` : why;
    const left = await sealedIfPossible(ended(interrupted ? 'interrupted' : 'broken', [reason]), directory);
    await directory.seal(left, ports.signingKey);
    if (interrupted) return left;
    throw error;
  }
  await recorder.close();
  const { load, status } = outcome;
  const final = { ...ended(status, []), load: load === undefined ? null : loadSummary(load) };
  return judged(await sealed(final, directory), ports, directory);
}

/** Judges the evidence from disk, exactly as anybody can do later, and writes the verdict next to it. */
async function judged(
  journal: Journal,
  { target, directory: path, signingKey }: Pick<RunnerPorts, 'target' | 'directory' | 'signingKey'>,
  directory: RunDirectory,
): Promise<Journal> {
  await directory.seal(journal, undefined);
  const evidence = await readEvidence(path, target.opened);
  const counted = { ...journal, hits: hitsOf(evidence) };
  const { checks, verdict, reasons } = judge({ ...evidence, journal: counted });
  const final = { ...counted, checks: [...checks], verdict, reasons: [...reasons] };
  await directory.seal(final, signingKey);
  return final;
}

/** What broke the harness, such as a full disk, may prevent this too, and must not be hidden by it. */
async function sealedIfPossible(journal: Journal, directory: RunDirectory): Promise<Journal> {
  return sealed(journal, directory).catch(() => journal);
}

async function sealed(journal: Journal, directory: RunDirectory): Promise<Journal> {
  return { ...journal, seals: await directory.seals() };
}

function hitsOf({ journal, parts: { prediction, events } }: Evidence): Journal['hits'] {
  if (!prediction.complete || !events.complete) return {};
  return countHits({ prediction: prediction.value, events: events.value }, journal);
}

/** Real milliseconds between two looks at the runner's own event loop. */
const RESOLUTION_MS = 20;

/**
 * Measures how long the harness itself was delayed: times that it measured meanwhile say nothing about the system.
 *
 * @returns a function that ends the measurement and returns the real milliseconds beyond the intended wait
 */
function measureHarnessDelay(): () => { readonly harnessDelayMs: number; readonly harnessDelayP99Ms: number } {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  const excess = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  return () => {
    delays.disable();
    return { harnessDelayMs: excess(delays.max), harnessDelayP99Ms: excess(delays.percentile(99)) };
  };
}
