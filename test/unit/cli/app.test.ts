import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { commerceOf, NotCommerceError, type SystemDescription } from '../../../chaos/schemas/index.ts';
import { readApp } from '../../../cli/system/app.ts';
import { commercePartsOf } from '../../../cli/system/outputs.ts';

const alarm = (AlarmName?: unknown) => ({ Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName } });
const controlTable = { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'shop-test-chaos-control' } };

describe('a custom app', () => {
  let assembly: string;
  const write = (name: string, template: object) =>
    writeFile(join(assembly, `${name}.template.json`), JSON.stringify(template));

  beforeEach(async () => {
    assembly = await mkdtemp(join(tmpdir(), 'evenkeel-app-'));
  });
  afterEach(() => rm(assembly, { recursive: true }));

  it('takes its prefix from the table of its ChaosControl in any stack, and has the stage dev by default', async () => {
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

  it('takes its prefix and stage from outputs, if it has them', async () => {
    const Outputs = { Prefix: { Value: 'corner-' }, Stage: { Value: 'test' } };
    await write('a', { Resources: { Control: controlTable, One: alarm('corner-errors') }, Outputs });
    expect(await readApp(assembly)).toMatchObject({ stage: 'test', prefix: 'corner-', alarms: ['errors'] });
  });

  it('is rejected, with advice, if it has no prefix or is not a cloud assembly', async () => {
    await expect(readApp(join(assembly, 'none'))).rejects.toMatchObject({ exitCode: 2 });
    await expect(readApp(assembly)).rejects.toThrow('contains no stack of a CDK app; create one with: cdk synth');
    await mkdir(join(assembly, 'assembly-Test'));
    await expect(readApp(assembly)).rejects.toThrow(join(assembly, 'assembly-Test'));
    await write('a', { Resources: { One: alarm('shop-test-errors') } });
    await expect(readApp(assembly)).rejects.toThrow('ChaosControl');
  });
});

describe('the parts of the commerce system', () => {
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

  it('come from the outputs of its stacks, with the values of the API keys', async () => {
    expect(commerceOf({ ...own, ...(await commercePartsOf(outputs, keyValue)) })).toMatchObject({
      apiKeys: { power: 'value of the ApiKeyIdPower' },
      cluster: { arn: 'the ClusterArn', secretArn: 'the ClusterSecretArn' },
      tokenSecretArn: 'the TokenSecretArn',
    });
  });

  it('are missing if an output is missing, and the error names them', async () => {
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
