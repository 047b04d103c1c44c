/** Changes to what the run saw of its processes, of the machine, and of each saga. */
import type { RunDraft } from '../run-files.ts';
import { addBeside, eventsOf, moveTo, onRun } from './course.ts';
import type { Kind } from './kind.ts';

/** Logs the end of a rollback just before the stores are read, long after its record says so. */
function logLate(run: RunDraft): boolean {
  const sent = new Set(run.history.map(({ correlationId }) => correlationId));
  const line = eventsOf(run, 'saga').find(
    ({ state, correlationId }) => state === 'ROLLED_BACK' && sent.has(correlationId),
  );
  const drained = eventsOf(run, 'snapshot').find(({ name }) => name === 'drained');
  if (line === undefined || drained === undefined) return false;
  moveTo(run, line, drained.elapsedMs - 5);
  return true;
}

const lateKinds: readonly Kind[] = [
  onRun('sagas: the end of a rollback logged late, and a harness that was late by more', (run) => {
    run.journal.figures['harnessDelayMs'] = 1e6;
    return logLate(run);
  }),
  onRun('sagas: the end of a rollback logged late, on a machine that was slow for the whole run', (run) => {
    if (!logLate(run)) return false;
    const [first] = run.events;
    const toMs = eventsOf(run, 'heartbeats')[0]?.elapsedMs ?? 0;
    run.journal.figures['machineSlowdown'] = 5.1;
    const slow = { kind: 'machine', lacked: 'cpu', fromMs: first?.elapsedMs ?? 0, toMs, worst: 5.1, limit: 5 } as const;
    return addBeside<'machine'>(run, first, slow);
  }),
];

export const watchedKinds: readonly Kind[] = [...lateKinds];
