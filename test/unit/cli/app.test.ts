import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readApp } from '../../../cli/system/app.ts';
import { apiKeysOf } from '../../../cli/system/outputs.ts';

const alarm = (AlarmName?: unknown) => ({ Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName } });
const controlTable = { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'shop-test-chaos-control' } };

describe('an app', () => {
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

  it('has each alarm once, even if its stacks make it in two regions', async () => {
    await write('home', { Resources: { Control: controlTable, One: alarm('shop-test-errors') } });
    await write('other', { Resources: { Control: controlTable, One: alarm('shop-test-errors') } });
    expect(await readApp(assembly)).toMatchObject({ prefix: 'shop-test-', alarms: ['errors'] });
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

describe('the API keys of a system', () => {
  const valueOf = (id: string) => Promise.resolve(`value of ${id}`);

  it('have the names of the outputs that hold their ids', async () => {
    const outputs = new Map([
      ['ApiKeyIdBasic', 'k1'],
      ['ApiKeyIdPower', 'k2'],
      ['ApiUrl', 'https://api.test'],
    ]);
    expect(await apiKeysOf(outputs, valueOf)).toEqual({ basic: 'value of k1', power: 'value of k2' });
  });

  it('are none without such an output', async () => {
    expect(await apiKeysOf(new Map([['ApiUrl', 'https://api.test']]), valueOf)).toEqual({});
  });
});
