/**
 * SQS: standard and FIFO queues in memory, with dead-letter queues. Visibility timeouts, long polls, deduplication and the
 * ages of messages run in real time.
 */
import {
  answerJson,
  type AwsService,
  type MetricSink,
  type QueueSink,
  type ServiceMetrics,
  type Site,
} from '../core/index.ts';
import { measureDepthsUntil, queueMetrics } from './depth-metrics.ts';
import { operations } from './operations/index.ts';
import { onQueue } from './permission.ts';
import { queuePolicyType } from './queue-policy.ts';
import { queueType } from './queue-type.ts';
import { Queues } from './queues.ts';

export interface SqsService extends AwsService {
  /** Receives messages from other services that deliver to a queue. */
  readonly sink: QueueSink;
  readonly reports: ServiceMetrics;
}

export function createSqs(site: Site, metrics: MetricSink): SqsService {
  const queues = new Queues(site.clock);
  const closing = new AbortController();
  measureDepthsUntil(closing.signal, queues, metrics, site.clock).catch((error: unknown) => {
    if (!closing.signal.aborted) site.log(`sqs: publishing queue metrics stopped: ${String(error)}`);
  });
  return {
    name: 'sqs',
    handle: answerJson(operations, queues, site, { isQueryCompatible: true }),
    reports: queueMetrics(queues),
    resourceTypes: [queueType(queues, site), queuePolicyType(site)],
    sink: {
      send(caller, queueArn, body, attributes = {}) {
        const entries = Object.entries(attributes).map(
          ([name, value]) => [name, { DataType: 'String', StringValue: value }] as const,
        );
        return Promise.resolve().then(() => {
          caller.demand(onQueue('SendMessage', queueArn, site));
          queues.send(queues.get(queueArn), { body, attributes: Object.fromEntries(entries) });
        });
      },
    },
    close() {
      closing.abort();
      queues.close();
      return Promise.resolve();
    },
  };
}
