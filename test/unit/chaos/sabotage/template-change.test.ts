import { describe, expect, it } from '@jest/globals';
import { changeTemplate } from '../../../../chaos/sabotage/template-change.ts';

describe('a change of a template', () => {
  const template = {
    Resources: {
      Drift: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'evenkeel-dev-drift', Threshold: 1 } },
      Errors: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { AlarmName: { 'Fn::Join': ['', [{ Ref: 'Prefix' }, 'errors-payment']] }, Threshold: 1 },
      },
      Permission: { Type: 'AWS::Lambda::Permission', Properties: { SourceArn: { 'Fn::GetAtt': ['Errors', 'Arn'] } } },
    },
  };
  const alarm = { type: 'AWS::CloudWatch::Alarm', where: { AlarmName: 'errors-payment$' } };

  it('removes the resource and what refers to it, and nothing else', () => {
    expect(Object.keys(changeTemplate(template, alarm).Resources)).toEqual(['Drift']);
  });

  it('sets properties of the resource, and keeps the others', () => {
    const { Resources } = changeTemplate(template, { ...alarm, set: { Threshold: 7 } });
    expect(Resources.Errors.Properties).toEqual({ ...template.Resources.Errors.Properties, Threshold: 7 });
    expect({ ...Resources, Errors: undefined }).toEqual({ ...template.Resources, Errors: undefined });
  });

  it.each([
    { ...alarm, where: { AlarmName: 'errors-moon$' } },
    { ...alarm, type: 'AWS::CloudWatch::CompositeAlarm' },
    { ...alarm, where: { ...alarm.where, MetricName: 'Errors' } },
  ])('returns the same template if no resource matches %j', (change) => {
    expect(changeTemplate(template, change)).toBe(template);
  });
});
