import { describe, expect, it } from '@jest/globals';
import { feedingQueuesOf, queuesInTemplates } from '../../../../cli/system/design/feeding-queues.ts';

const url = (name: string) => `https://sqs.eu-west-1.amazonaws.com/123456789012/${name}`;
const queue = (QueueName?: string, VisibilityTimeout?: number) => ({
  Type: 'AWS::SQS::Queue',
  Properties: {
    ...(QueueName !== undefined && { QueueName }),
    ...(VisibilityTimeout !== undefined && { VisibilityTimeout }),
  },
});
const mapping = (EventSourceArn: unknown, more: object = {}) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: { EventSourceArn, ...more },
});
const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

const Resources = {
  Jobs: queue('shop-dev-jobs', 90),
  Mails: queue(),
  Dead: queue('shop-dev-dead'),
  Off: queue('shop-dev-off'),
  Table: { Type: 'AWS::DynamoDB::Table' },
  FromJobs: mapping(arnOf('Jobs')),
  FromJobsToo: mapping(arnOf('Jobs')),
  FromMails: mapping(arnOf('Mails')),
  FromOff: mapping(arnOf('Off'), { Enabled: false }),
  FromTable: mapping({ 'Fn::GetAtt': ['Table', 'StreamArn'] }),
};

describe('the queues that feed functions', () => {
  it('are those of enabled mappings, once each, with their visibility timeout in real seconds', () => {
    expect(queuesInTemplates([{ Resources }], 'shop-dev-')).toEqual([
      { name: 'jobs', visibilitySeconds: 90 },
      { name: 'Mails', visibilitySeconds: 30 },
    ]);
  });

  it('are found in the running system, also if another stack has them', () => {
    const names = ['Jobs', 'Mails', 'Dead', 'Off'].map((id) => [id, url(`shop-dev-${id.toLowerCase()}`)] as const);
    const stack = {
      name: 'shop-dev',
      id: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop-dev/1',
      resources: new Map<string, string>(names),
    };
    const exported = new Map([
      ['shop:Dead', 'arn:aws:sqs:eu-west-1:123456789012:shop-dev-dead'],
      ['other:Far', 'arn:aws:sqs:eu-west-1:210987654321:far'],
    ]);
    const consumer = {
      template: {
        Resources: {
          FromDead: mapping({ 'Fn::ImportValue': 'shop:Dead' }),
          FromFar: mapping({ 'Fn::ImportValue': 'other:Far' }),
        },
      },
      stack: { ...stack, name: 'mail-dev', resources: new Map<string, string>() },
    };
    expect(feedingQueuesOf([{ template: { Resources }, stack }, consumer], exported)).toEqual(
      ['dead', 'jobs', 'mails'].map((name) => url(`shop-dev-${name}`)),
    );
  });
});
