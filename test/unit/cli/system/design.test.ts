import { describe, expect, it } from '@jest/globals';
import { designOf } from '../../../../cli/system/design/design.ts';

const ALARM = 'AWS::CloudWatch::Alarm';
const stack = {
  name: 'shop-dev',
  id: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop-dev/1',
  resources: new Map([
    ['Alarm', 'shop-dev-errors'],
    ['Queue', 'https://sqs.eu-west-1.amazonaws.com/123456789012/shop-dev-jobs'],
    ['Handler', 'shop-dev-on-alarm'],
    ['Filter', 'shop-dev-Filter-1A2B'],
  ]),
};

const designed = (Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>) =>
  designOf([{ template: { Resources }, stack }], new Map([['other:OnAlarm', 'arn:aws:lambda:eu-west-1:1:function:f']]));

const queue = { Type: 'AWS::SQS::Queue' };
const handler = { Type: 'AWS::Lambda::Function' };

describe('the design of a stack', () => {
  it.each<[reference: unknown, value: string]>([
    [{ 'Fn::GetAtt': ['Queue', 'QueueName'] }, 'shop-dev-jobs'],
    [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws:sqs:eu-west-1:123456789012:shop-dev-jobs'],
    [{ 'Fn::GetAtt': ['Handler', 'Arn'] }, 'arn:aws:lambda:eu-west-1:123456789012:function:shop-dev-on-alarm'],
    [{ Ref: 'Handler' }, 'shop-dev-on-alarm'],
    [{ 'Fn::ImportValue': 'other:OnAlarm' }, 'arn:aws:lambda:eu-west-1:1:function:f'],
    [{ 'Fn::Sub': '${AWS::StackName}-${Handler}' }, 'shop-dev-shop-dev-on-alarm'],
    [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }]] }, 'arn:aws'],
    [{ Ref: 'Gone' }, 'Gone, which is not deployed'],
  ])('resolves %j', (reference, value) => {
    const properties = { AlarmName: 'shop-dev-errors', Dimensions: [{ Name: 'QueueName', Value: reference }] };
    const { parts, omitted } = designed({
      Alarm: { Type: ALARM, Properties: properties },
      Queue: queue,
      Handler: handler,
    });
    expect(parts[0]?.properties['Dimensions']).toEqual([{ Name: 'QueueName', Value: value }]);
    expect(omitted).toEqual([]);
  });

  it('leaves out a property that only CloudFormation can resolve, and says so', () => {
    const Dimensions = [{ Name: 'Id', Value: { 'Fn::GetAtt': ['Handler', 'SnapStartResponse'] } }];
    const { parts, omitted } = designed({
      Alarm: { Type: ALARM, Properties: { AlarmName: 'shop-dev-errors', Dimensions } },
      Handler: handler,
    });
    expect(parts[0]?.unresolved).toEqual(['Dimensions']);
    expect(omitted).toEqual([
      'alarm Alarm: Dimensions is not compared: the attribute SnapStartResponse of Handler is known only to CloudFormation',
    ]);
  });

  it('names a part without a name by its physical id', () => {
    const { parts } = designed({
      Filter: { Type: 'AWS::Logs::MetricFilter', Properties: { LogGroupName: '/aws/lambda/f', FilterPattern: 'E' } },
    });
    expect(parts).toMatchObject([{ name: 'shop-dev-Filter-1A2B', group: '/aws/lambda/f', exists: true }]);
  });

  it('knows that a resource of the template does not exist', () => {
    const { parts } = designed({ Gone: { Type: ALARM, Properties: { AlarmName: 'shop-dev-gone' } } });
    expect(parts).toMatchObject([{ name: 'shop-dev-gone', exists: false }]);
  });

  it('says which types it does not compare', () => {
    expect(designed({ Rule: { Type: 'AWS::Events::Rule' } }).omitted).toEqual([
      'Rule of shop-dev: AWS::Events::Rule is not compared',
    ]);
  });
});
