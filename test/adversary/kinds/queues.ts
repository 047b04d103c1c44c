/** Changes to what the run recorded of the queues that feed functions. */
import type { RunEvent } from '../../../chaos/schemas/index.ts';
import type { RunDraft } from '../run-files.ts';
import { type Draw, drawn, type Kind } from './kind.ts';

type QueuesRead = Extract<RunEvent, { kind: 'queues.read' }>;

function onQueues(name: string, change: (run: RunDraft, read: QueuesRead, draw: Draw) => void): Kind {
  return {
    name: `queues: ${name}`,
    apply: (run, draw) => {
      const read = run.events.find((event) => event.kind === 'queues.read');
      if (read === undefined) return false;
      change(run, read, draw);
      return true;
    },
  };
}

function fill(read: QueuesRead, draw: Draw): void {
  const queue = drawn(read.queues, draw);
  if (queue !== undefined) queue.visible = 40;
}

function moveTo({ events, journal }: RunDraft, event: RunEvent, elapsedMs: number): void {
  event.elapsedMs = elapsedMs;
  event.at = new Date(Date.parse(journal.virtualStartedAt) + elapsedMs * journal.speed).toISOString();
  events.sort((one, other) => one.elapsedMs - other.elapsedMs);
}

export const queueKinds: readonly Kind[] = [
  onQueues('one that still held messages', (_run, read, draw) => {
    fill(read, draw);
  }),
  onQueues('one that still held messages, and no queues counted', (run, read, draw) => {
    fill(read, draw);
    run.journal.figures['queues'] = 0;
  }),
  onQueues('one that still held messages, and was empty when it was read again', (run, read, draw) => {
    run.events.splice(run.events.indexOf(read) + 1, 0, structuredClone(read));
    fill(read, draw);
  }),
  onQueues('one listed instead of another', (_run, read) => {
    read.queues.pop();
    const [first] = read.queues;
    if (first !== undefined) read.queues.push({ ...first });
  }),
  onQueues('read before the load', (run, read) => {
    moveTo(run, read, run.events.find(({ kind }) => kind === 'phase.began')?.elapsedMs ?? 0);
  }),
  onQueues('read when the run ended', (run, read) => {
    moveTo(run, read, run.events.at(-1)?.elapsedMs ?? 0);
  }),
];
