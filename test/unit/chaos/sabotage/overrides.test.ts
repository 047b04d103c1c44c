import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { sabotages } from '../../../../chaos/sabotage/index.ts';
import { overrideText } from '../../../../chaos/sabotage/source-override.ts';
import { withoutAlarm } from '../../../../chaos/sabotage/template-mutation.ts';

describe('an override of a source', () => {
  const override = { module: 'services/some/module', find: 'if (there) return stop();', replace: 'go();' };

  it('replaces its text, however it is wrapped', () => {
    expect(overrideText('a();\nif (there)\n    return stop();\nb();', override)).toBe('a();\ngo();\nb();');
  });

  it.each(['a();', 'if (there) return stop(); if (there) return stop();'])('is refused for %j', (source) => {
    expect(() => overrideText(source, override)).toThrow('services/some/module holds the text');
  });

  it.each(sabotages.flatMap(({ name, overrides = [] }) => overrides.map((one) => ({ name, one }))))(
    'of $name fits the services as they are',
    async ({ name, one }) => {
      const source = await readFile(new URL(`../../../../${one.module}.ts`, import.meta.url), 'utf8');
      expect(overrideText(source, one)).toContain(`sabotage: '${name}'`);
    },
  );
});

describe('a template without an alarm', () => {
  const template = {
    Resources: {
      Wanted: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'evenkeel-dev-drift' } },
      Gone: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { AlarmName: { 'Fn::Join': ['', [{ Ref: 'Prefix' }, 'errors-payment']] } },
      },
      Permission: { Type: 'AWS::Lambda::Permission', Properties: { SourceArn: { 'Fn::GetAtt': ['Gone', 'Arn'] } } },
    },
  };

  it('lacks the alarm and what refers to it, and nothing else', () => {
    expect(Object.keys(withoutAlarm(template, 'errors-payment').Resources)).toEqual(['Wanted']);
  });

  it('is the same where there is no such alarm', () => {
    expect(withoutAlarm(template, 'errors-moon')).toBe(template);
  });
});
