import type { Clock, MetricSink, ServiceMetrics } from '../core/index.ts';
import type { Queues } from './queues.ts';

/** Virtual milliseconds between two measurements. */
const INTERVAL_MS = 60_000;

const NAMESPACE = 'AWS/SQS';
const UNITS = {
  ApproximateNumberOfMessagesVisible: 'Count',
  ApproximateNumberOfMessagesNotVisible: 'Count',
  ApproximateNumberOfMessagesDelayed: 'Count',
  ApproximateAgeOfOldestMessage: 'Seconds',
} as const;

/** What is published, each minute, for every queue. */
export const queueMetrics = (queues: Queues): ServiceMetrics => ({
  namespace: NAMESPACE,
  units: UNITS,
  whyNot(_name, { QueueName, ...others }) {
    if (QueueName === undefined || Object.keys(others).length > 0) return 'its only dimension is QueueName';
    return queues.all().some(({ name }) => name === QueueName) ? undefined : `there is no queue ${QueueName}`;
  },
});

/** Publishes the current depth of each queue to AWS/SQS. */
function measureDepths(queues: Queues, metrics: MetricSink): void {
  const now = queues.now();
  for (const queue of queues.all()) {
    const { visible, inFlight, delayed, oldestAgeSeconds } = queue.counts(now);
    const values: Record<keyof typeof UNITS, number> = {
      ApproximateNumberOfMessagesVisible: visible,
      ApproximateNumberOfMessagesNotVisible: inFlight,
      ApproximateNumberOfMessagesDelayed: delayed,
      ApproximateAgeOfOldestMessage: oldestAgeSeconds,
    };
    for (const [name, value] of Object.entries(values)) {
      const unit = UNITS[name as keyof typeof UNITS];
      const datum = { namespace: NAMESPACE, name, dimensions: { QueueName: queue.name }, value, unit };
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
