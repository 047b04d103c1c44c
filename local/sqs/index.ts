/** SQS: standard queues in memory, with visibility and long polls in real time and dead-letter queues. */
import { answerJson, type AwsService, type MetricSink, type QueueSink, type Site } from '../core/index.ts';
import { measureDepthsUntil } from './depth-metrics.ts';
import { operations } from './operations/index.ts';
import { queueType } from './queue-type.ts';
import { Queues } from './queues.ts';

export interface SqsService extends AwsService {
  /** For services here that deliver to a queue. */
  readonly sink: QueueSink;
}

export function createSqs(site: Site, metrics: MetricSink): SqsService {
  const queues = new Queues(site.clock);
  const ending = new AbortController();
  measureDepthsUntil(ending.signal, queues, metrics, site.clock).catch((error: unknown) => {
    if (!ending.signal.aborted) site.log(`metrics of queues stopped: ${String(error)}`);
  });
  return {
    name: 'sqs',
    handle: answerJson(operations, queues),
    resourceTypes: [queueType(queues, site)],
    sink: {
      send(queueArn, body, attributes = {}) {
        const entries = Object.entries(attributes).map(
          ([name, value]) => [name, { DataType: 'String', StringValue: value }] as const,
        );
        queues.send(queues.get(queueArn), { body, attributes: Object.fromEntries(entries) });
        return Promise.resolve();
      },
    },
    close() {
      ending.abort();
      queues.close();
      return Promise.resolve();
    },
  };
}
