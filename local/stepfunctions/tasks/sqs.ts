import * as z from 'zod';
import { formatArn } from '../../core/index.ts';
import { anyJson, type Json } from '../data/json.ts';
import type { Integration } from './integration.ts';
import { taskParameters } from './parameters.ts';

const parameters = z.object({
  QueueUrl: z.string(),
  MessageBody: anyJson,
  MessageAttributes: z.record(z.string(), z.object({ StringValue: z.string() })).default({}),
});

/** `sqs:sendMessage`; a body that is no text is sent as JSON. */
export const sqs: Integration = {
  actions: ['sqs:sendMessage'],
  patterns: ['requestResponse', 'waitForTaskToken'],
  async run({ arn, parameters: given, caller }, { queues, region }): Promise<Json> {
    const { QueueUrl, MessageBody, MessageAttributes } = taskParameters(parameters, given, arn);
    const attributes = Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue] as const);
    const body = typeof MessageBody === 'string' ? MessageBody : JSON.stringify(MessageBody);
    await queues.send(caller, queueArn(QueueUrl, region), body, Object.fromEntries(attributes));
    return {};
  },
};

/** The sink takes ARNs; the last part of a queue's URL is its name, and the one before it the account. */
function queueArn(url: string, region: string): string {
  const [account = '', name = ''] = url.split('/').slice(-2);
  return formatArn({ service: 'sqs', region, accountId: account, resource: name });
}
