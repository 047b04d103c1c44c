import type { FeedingQueues, QueueDepth } from '@evenkeel/chaos/runner';
import type { SystemDescription } from '@evenkeel/chaos/schemas';
import { nameIn } from './design/feeding-queues.ts';
import { reach } from './reach.ts';

/**
 * Reads how many messages queues hold. The client of SQS is loaded only for a system that has such queues.
 *
 * @param urls of the queues
 * @returns undefined if there are none
 */
export async function queueReader(
  system: Pick<SystemDescription, 'environment' | 'region' | 'prefix'>,
  urls: readonly string[],
): Promise<FeedingQueues | undefined> {
  if (urls.length === 0) return undefined;
  const { GetQueueAttributesCommand, SQSClient } = await import('@aws-sdk/client-sqs');
  // Whatever the queue's URL says, its requests go where those of the other services go.
  const client = new SQSClient({ ...reach(system, 'SQS'), useQueueUrlAsEndpoint: false });
  const shortName = (url: string) => {
    const name = nameIn(url);
    return name.startsWith(system.prefix) ? name.slice(system.prefix.length) : name;
  };
  const depthOf = async (QueueUrl: string): Promise<QueueDepth> => {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
          'ApproximateNumberOfMessagesDelayed',
        ],
      }),
    );
    return {
      name: shortName(QueueUrl),
      visible: Number(Attributes['ApproximateNumberOfMessages'] ?? 0),
      inFlight: Number(Attributes['ApproximateNumberOfMessagesNotVisible'] ?? 0),
      delayed: Number(Attributes['ApproximateNumberOfMessagesDelayed'] ?? 0),
    };
  };
  return { names: urls.map(shortName), read: () => Promise.all(urls.map(depthOf)) };
}
