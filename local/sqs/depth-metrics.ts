import type { Clock, MetricSink } from '../core/index.ts';
import type { Queues } from './queues.ts';

/** Virtual milliseconds between two measurements. */
const INTERVAL_MS = 60_000;

/** Publishes the current depth of each queue to AWS/SQS. */
function measureDepths(queues: Queues, metrics: MetricSink): void {
  const now = queues.now();
  for (const queue of queues.all()) {
    const { visible, inFlight, delayed, oldestAgeSeconds } = queue.counts(now);
    const values = {
      ApproximateNumberOfMessagesVisible: visible,
      ApproximateNumberOfMessagesNotVisible: inFlight,
      ApproximateNumberOfMessagesDelayed: delayed,
      ApproximateAgeOfOldestMessage: oldestAgeSeconds,
    };
    for (const [name, value] of Object.entries(values)) {
      const datum = { namespace: 'AWS/SQS', name, dimensions: { QueueName: queue.name }, value };
      metrics.put({ ...datum, timestamp: now.virtual });
    }
  }
}

export async function measureDepthsUntil(
  signal: AbortSignal,
  queues: Queues,
  metrics: MetricSink,
  clock: Clock,
): Promise<void> {
  for (;;) {
    await clock.sleep(INTERVAL_MS, signal);
    measureDepths(queues, metrics);
  }
}
