import { setTimeout as sleep } from 'node:timers/promises';
import type { Probe } from '../schemas/index.ts';
import { listAlarms } from './alarms.ts';
import { awaitAftermath } from './aftermath.ts';
import { messageOf } from './errors.ts';
import type { Stage } from './phases.ts';
import { ask, namesOf, type ProbeContext } from './probes/index.ts';
import { recordSabotage } from './sabotage-evidence.ts';

/** A probe that does not hold is asked so often in all, with real milliseconds between: one slow answer is no state. */
const PATIENCE: Readonly<Record<'before' | 'after', { readonly asked: number; readonly everyMs: number }>> = {
  before: { asked: 3, everyMs: 300 },
  after: { asked: 5, everyMs: 1000 },
};

/**
 * Asks the probes of the steady state, and lists the alarms. Where one does not hold, nothing is to be started; an alarm
 * that is in ALARM before any load is a false alarm, which the verdict names.
 */
export async function isSteady(stage: Stage): Promise<boolean> {
  const { ports, recorder, experiment } = stage;
  await awaitAftermath(stage);
  const alarms = await listAlarms(ports);
  recorder.record({ kind: 'alarms.listed', alarms });
  await recordSabotage(stage);
  const alarmed = alarms.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
  if (alarmed.length > 0) ports.progress(`not started: ${alarmed.join(', ')} in ALARM before any load`);
  const held = await probeSteadyState(stage, experiment.steadyState.before, 'before');
  return held && alarmed.length === 0;
}

/** Asks each probe until it holds or patience ends, and records what it answered. */
export async function probeSteadyState(
  stage: Stage,
  probes: readonly Probe[],
  when: 'before' | 'after',
): Promise<boolean> {
  const names = namesOf(probes);
  const held = await Promise.all(probes.map((probe, index) => holds(stage, probe, names[index] ?? '', when)));
  return held.every(Boolean);
}

async function holds(stage: Stage, probe: Probe, name: string, when: 'before' | 'after'): Promise<boolean> {
  const { ports, recorder } = stage;
  const { asked, everyMs } = PATIENCE[when];
  for (let left = asked; left > 0; left -= 1) {
    if (left < asked) await sleep(everyMs, undefined, { signal: ports.signal });
    try {
      const answer = await ask(probe, probeContext(stage, when), ports);
      recorder.record({ kind: 'probe', when, probe: name, ok: answer.holds, message: answer.says });
      if (answer.holds) return true;
      if (left === 1) ports.progress(`${when} the run, probe ${name} does not hold: ${answer.says}`);
    } catch (error) {
      ports.signal.throwIfAborted();
      recorder.record({ kind: 'note', text: `Probe ${name} gave no answer: ${messageOf(error)}` });
      if (left === 1) ports.progress(`probe ${name} gave no answer: ${messageOf(error)}`);
    }
  }
  return false;
}

export function probeContext({ ports, clock, run }: Stage, when: ProbeContext['when']): ProbeContext {
  const { system, clients, signal } = ports;
  return { system, clients, now: () => clock.virtual(), speed: clock.speed, run, when, signal };
}
