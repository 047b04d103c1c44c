/** The steady state: what must hold before anything is broken, and again once everything has come to rest. */
import type { HeldStage } from '../../control/index.ts';
import { messageOf } from '../../errors.ts';
import type { Probe } from '../../schemas/index.ts';
import type { RunContext } from '../context.ts';
import { probeNames } from '../../schemas/probe-names.ts';
import { askProbe, type ProbeContext } from '../probes/index.ts';
import { unfinishedSagas } from '../unfinished.ts';
import { listAlarms } from '../watch/alarms.ts';

/**
 * A probe that fails is asked again, because one slow answer proves nothing: total attempts, and real milliseconds
 * between them.
 */
const PATIENCE: Readonly<Record<'before' | 'after', { readonly attempts: number; readonly everyMs: number }>> = {
  before: { attempts: 3, everyMs: 300 },
  after: { attempts: 5, everyMs: 1000 },
};

/**
 * Asks the probes of the steady state and lists the alarms. The run may start only if all of them hold. An alarm that
 * is in ALARM before any load is a false alarm, which the verdict names.
 */
export async function isSteady(
  context: RunContext,
  previous: Pick<HeldStage, 'predecessor' | 'last' | 'ended'>,
): Promise<boolean> {
  const { target, recorder, experiment, progress } = context;
  await awaitPreviousRun(context, previous);
  const alarms = await listAlarms(target);
  recorder.record({ kind: 'alarms.listed', alarms });
  const alarmed = alarms.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
  if (alarmed.length > 0) progress(`not started: ${alarmed.join(', ')} in ALARM before any load`);
  const held = await probeSteadyState(context, experiment.steadyState.before, 'before');
  return held && alarmed.length === 0;
}

/** Asks each probe until it holds or its attempts are used up, and records the answers. */
export async function probeSteadyState(
  context: RunContext,
  probes: readonly Probe[],
  when: 'before' | 'after',
): Promise<boolean> {
  const names = probeNames(probes);
  const held = await Promise.all(probes.map((probe, index) => holds(context, probe, names[index] ?? '', when)));
  return held.every(Boolean);
}

async function holds(context: RunContext, probe: Probe, name: string, when: 'before' | 'after'): Promise<boolean> {
  const { recorder, clock, progress, signal, probes } = context;
  const { attempts, everyMs } = PATIENCE[when];
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    if (attempt > 1) await clock.until(clock.elapsedMs() + everyMs, signal);
    try {
      const { ok, message } = await askProbe(probe, probeContext(context, when), probes);
      recorder.record({ kind: 'probe', when, probe: name, ok, message });
      if (ok) return true;
      if (attempt === attempts) progress(`${when} the run, probe ${name} fails: ${message}`);
    } catch (error) {
      signal.throwIfAborted();
      recorder.record({ kind: 'note', text: `Probe ${name} gave no answer: ${messageOf(error)}` });
      if (attempt === attempts) progress(`probe ${name} gave no answer: ${messageOf(error)}`);
    }
  }
  return false;
}

export function probeContext(
  { target, clock, run, signal }: Pick<RunContext, 'target' | 'clock' | 'run' | 'signal'>,
  when: ProbeContext['when'],
): ProbeContext {
  const { system, clients } = target;
  return { system, clients, now: () => clock.virtual(), speed: clock.speed, run, when, signal };
}

/** Virtual seconds within which an alarm goes back to OK once its cause is gone. */
export const CLEARING_SECONDS = 600;
/** Real milliseconds within which the sagas of a killed run come to rest. */
const REST_MS = 10_000;
const POLL_MS = 1000;

/**
 * Waits for the effects of the previous run to fade: the sagas of one that was killed, and the alarms of one that has
 * just ended, which would otherwise count as false alarms. Does not wait if nothing is left.
 */
async function awaitPreviousRun(
  { target, clock, progress, signal }: RunContext,
  { predecessor, last, ended }: Pick<HeldStage, 'predecessor' | 'last' | 'ended'>,
): Promise<void> {
  const either = AbortSignal.any([signal, ended]);
  const waitWhile = async (isPending: () => Promise<boolean>) => {
    while (await isPending()) await clock.until(clock.elapsedMs() + POLL_MS, either);
  };
  const { opened } = target;
  if (predecessor !== undefined && opened !== undefined) {
    const deadline = clock.elapsedMs() + REST_MS;
    const unfinished = async () =>
      (await unfinishedSagas(opened, { prefix: `${predecessor.run}-`, signal: either, confirm: true })).length;
    await waitWhile(async () => clock.elapsedMs() < deadline && (await unfinished()) > 0);
  }
  if (last === undefined) return;
  const cleared = new Date(last.endedAt).getTime() + CLEARING_SECONDS * 1000;
  let announced = false;
  await waitWhile(async () => {
    if (clock.virtual().getTime() >= cleared) return false;
    const alarmed = (await listAlarms(target)).filter(({ state }) => state === 'ALARM').map(({ name }) => name);
    if (alarmed.length > 0 && !announced) {
      progress(`waiting until alarms of run ${last.run} clear: ${alarmed.join(', ')}`);
      announced = true;
    }
    return alarmed.length > 0;
  });
}
