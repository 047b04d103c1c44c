import * as z from 'zod';
import { formatArn, type ResourceType, type Site } from '../core/index.ts';
import { queueNameOf } from './permission.ts';

const properties = z.object({ PolicyDocument: z.unknown(), Queues: z.array(z.string()) });

/** `AWS::SQS::QueuePolicy`: who may use the queues, beside what the policies of the callers' roles allow. */
export const queuePolicyType = ({ access, region, accountId }: Site): ResourceType<z.output<typeof properties>> => ({
  type: 'AWS::SQS::QueuePolicy',
  parse: (given) => properties.parse(given),
  create({ PolicyDocument, Queues }, { defaultName }) {
    for (const url of Queues) {
      const arn = formatArn({ service: 'sqs', region, accountId, resource: queueNameOf(url) });
      access.attachToResource(arn, PolicyDocument);
    }
    return Promise.resolve({ ref: defaultName, attributes: { Id: defaultName } });
  },
});
