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
  const meant = { type: 'AWS::CloudWatch::Alarm', where: { AlarmName: 'errors-payment$' } };

  it('takes away the resource and what refers to it, and nothing else', () => {
    expect(Object.keys(changeTemplate(template, meant).Resources)).toEqual(['Drift']);
  });

  it('sets properties of the resource, and keeps the others', () => {
    const { Resources } = changeTemplate(template, { ...meant, set: { Threshold: 7 } });
    expect(Resources.Errors.Properties).toEqual({ ...template.Resources.Errors.Properties, Threshold: 7 });
    expect({ ...Resources, Errors: undefined }).toEqual({ ...template.Resources, Errors: undefined });
  });

  it.each([
    { ...meant, where: { AlarmName: 'errors-moon$' } },
    { ...meant, type: 'AWS::CloudWatch::CompositeAlarm' },
    { ...meant, where: { ...meant.where, MetricName: 'Errors' } },
  ])('leaves the template as it is where nothing fits %j', (change) => {
    expect(changeTemplate(template, change)).toBe(template);
  });
});
