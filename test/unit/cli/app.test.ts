import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { commerceOf, NotCommerceError, type SystemDescription } from '../../../chaos/schemas/index.ts';
import { readApp } from '../../../cli/system/app.ts';
import { commercePartsOf } from '../../../cli/system/outputs.ts';

const alarm = (AlarmName?: unknown) => ({ Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName } });
const controlTable = { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'shop-test-chaos-control' } };

describe('an app of the user', () => {
  let assembly: string;
  const write = (name: string, template: object) =>
    writeFile(join(assembly, `${name}.template.json`), JSON.stringify(template));

  beforeEach(async () => {
    assembly = await mkdtemp(join(tmpdir(), 'evenkeel-app-'));
  });
  afterEach(() => rm(assembly, { recursive: true }));

  it('is named by the tables of its ChaosControl, of the stage dev, wherever in its stacks they are', async () => {
    await write('a', { Resources: { One: alarm('shop-test-errors'), Unnamed: alarm(), Built: alarm({ Ref: 'X' }) } });
    await write('b', {
      Resources: {
        Control: controlTable,
        Other: alarm('elsewhere-errors'),
        All: { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmName: 'shop-test-all' } },
      },
    });
    expect(await readApp(assembly)).toEqual({
      assembly,
      stage: 'dev',
      prefix: 'shop-test-',
      alarms: ['all', 'errors'],
    });
  });

  it('says its prefix and its stage by outputs, where it has them', async () => {
    const Outputs = { Prefix: { Value: 'corner-' }, Stage: { Value: 'test' } };
    await write('a', { Resources: { Control: controlTable, One: alarm('corner-errors') }, Outputs });
    expect(await readApp(assembly)).toMatchObject({ stage: 'test', prefix: 'corner-', alarms: ['errors'] });
  });

  it('is refused, with the way out, where it does not say its prefix or is no assembly', async () => {
    await expect(readApp(join(assembly, 'none'))).rejects.toMatchObject({ exitCode: 2 });
    await expect(readApp(assembly)).rejects.toThrow('holds no stack of a CDK app; write one with: cdk synth');
    await mkdir(join(assembly, 'assembly-Test'));
    await expect(readApp(assembly)).rejects.toThrow(join(assembly, 'assembly-Test'));
    await write('a', { Resources: { One: alarm('shop-test-errors') } });
    await expect(readApp(assembly)).rejects.toThrow('ChaosControl');
  });
});

describe('what makes a system the commerce system', () => {
  const own: SystemDescription = {
    target: 'aws',
    stage: 'dev',
    region: 'us-east-1',
    prefix: 'shop-dev-',
    apiUrl: 'http://localhost',
    environment: {},
  };
  const outputs = new Map(
    ['ApiKeyIdBasic', 'ApiKeyIdPremium', 'ApiKeyIdPower', 'ClusterArn', 'ClusterSecretArn', 'TokenSecretArn'].map(
      (name) => [name, `the ${name}`],
    ),
  );
  const keyValue = (id: string) => Promise.resolve(`value of ${id}`);

  it('are the parts that its outputs tell of, with the values of its keys', async () => {
    expect(commerceOf({ ...own, ...(await commercePartsOf(outputs, keyValue)) })).toMatchObject({
      apiKeys: { power: 'value of the ApiKeyIdPower' },
      cluster: { arn: 'the ClusterArn', secretArn: 'the ClusterSecretArn' },
      tokenSecretArn: 'the TokenSecretArn',
    });
  });

  it('are not there where one output is missing, and the error names which', async () => {
    const fewer = new Map(outputs);
    fewer.delete('ApiKeyIdBasic');
    fewer.delete('TokenSecretArn');
    const parts = await commercePartsOf(fewer, keyValue);
    expect(Object.keys(parts)).toEqual(['cluster']);
    expect(() => commerceOf({ ...own, ...parts })).toThrow(NotCommerceError);
    expect(() => commerceOf({ ...own, ...parts })).toThrow(
      'lacks API keys of the plans Basic, Premium and Power, a secret that signs access tokens',
    );
    expect(await commercePartsOf(new Map(), keyValue)).toEqual({});
  });
});
