/** Queues whose messages may still change the stores. */
import { counted } from '../../checkers/checker.ts';
import type { QueueDepth } from '../../target.ts';
import type { ActiveRun } from '../context.ts';

const POLL_MS = 1000;

/** AWS counts messages with a delay, so a queue may show none for a moment. */
const READS_TO_CONFIRM = { local: 1, aws: 3 };

type WaitingRun = Pick<ActiveRun, 'experiment' | 'target' | 'clock' | 'recorder' | 'progress'>;

/**
 * Waits until every queue that feeds a function is empty, or until the convergence budget is used up, and records what
 * they hold then. A message that failed comes again only after its visibility timeout, in real time.
 */
export async function awaitQueues(
  { experiment, target, clock, recorder, progress }: WaitingRun,
  signal: AbortSignal,
): Promise<void> {
  if (target.queues === undefined) return;
  const deadline = clock.elapsedMs() + (experiment.budgets.convergeSeconds / clock.speed) * 1000;
  let empty = 0;
  for (;;) {
    const queues = await target.queues.read();
    const messages = queues.reduce((sum, queue) => sum + messagesIn(queue), 0);
    empty = messages === 0 ? empty + 1 : 0;
    if (empty >= READS_TO_CONFIRM[target.system.target] || clock.elapsedMs() > deadline) {
      recorder.record({ kind: 'queues.read', queues: queues.map((queue) => ({ ...queue })) });
      return;
    }
    if (messages > 0) progress(`waiting for ${counted(messages, 'message')} in queues`);
    await clock.until(clock.elapsedMs() + POLL_MS, signal);
  }
}

const messagesIn = ({ visible, inFlight, delayed }: QueueDepth): number => visible + inFlight + delayed;
