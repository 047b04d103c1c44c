import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { templatesByRegion } from '../../../cli/estimate/templates.ts';
import { readApp } from '../../../cli/system/app.ts';
import { apiKeysOf } from '../../../cli/system/outputs.ts';

const alarm = (AlarmName?: unknown) => ({ Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName } });
const controlTable = { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'shop-test-chaos-control' } };

describe('an app', () => {
  let assembly: string;
  let artifacts: Record<string, object>;
  const writeJson = (file: string, content: object) => writeFile(join(assembly, file), JSON.stringify(content));
  const synthesize = (id: string, artifact: object) => {
    artifacts[id] = artifact;
    return writeJson('manifest.json', { artifacts });
  };
  const write = async (name: string, template: object, artifact: object = {}) => {
    await writeJson(`${name}.template.json`, template);
    await synthesize(name, { type: 'aws:cloudformation:stack', ...artifact });
  };

  beforeEach(async () => {
    assembly = await mkdtemp(join(tmpdir(), 'evenkeel-app-'));
    artifacts = {};
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

  it('has what its manifest names, not what an earlier synthesis of another stage left in the folder', async () => {
    const stale = { TableName: 'shop-old-chaos-control' };
    await writeJson('a-old.template.json', { Resources: { Control: { ...controlTable, Properties: stale } } });
    await write('b', { Resources: { Control: controlTable, One: alarm('shop-test-errors') } });
    await writeJson('c.template.json', { Resources: { Two: alarm('shop-test-left') } });
    expect(await readApp(assembly)).toMatchObject({ prefix: 'shop-test-', alarms: ['errors'] });
    const regions = await templatesByRegion(assembly);
    expect([...regions.values()].flat().map(({ Resources }) => Object.keys(Resources))).toEqual([['Control', 'One']]);
  });

  it('has the stacks that are nested in its own, each in the region of the stack around it', async () => {
    const stack = (url: unknown, more: object = {}) => ({
      Type: 'AWS::CloudFormation::Stack',
      Properties: { TemplateURL: url },
      ...more,
    });
    const innermost = stack('elsewhere', { Metadata: { 'aws:asset:path': 'innermost.nested.template.json' } });
    await writeJson('innermost.nested.template.json', { Resources: { Innermost: alarm('shop-test-innermost') } });
    await writeJson('inner.nested.template.json', { Resources: { Inner: alarm('shop-test-inner'), innermost } });
    // As the CDK does it, a stack's assets are listed again with those of the stacks after it.
    for (const file of ['home.assets.json', 'app.assets.json']) {
      const files = {
        h0: 'home.template.json',
        a1: 'app.template.json',
        b2: 'inner.nested.template.json',
        c3: 'asset',
      };
      const listed = Object.entries(files).map(([hash, path]) => [hash, { source: { path } }]);
      await writeJson(file, { files: Object.fromEntries(listed) as object });
      await synthesize(file, { type: 'cdk:asset-manifest', properties: { file } });
    }
    await write('home', { Resources: { Control: controlTable } }, { environment: 'aws://1/us-east-1' });
    const Nested = stack({ 'Fn::Join': ['', ['https://s3.', { Ref: 'AWS::URLSuffix' }, '/assets/b2.json']] });
    const away = { environment: 'aws://1/eu-west-1' };
    await write('app', { Resources: { Outer: alarm('shop-test-outer'), Nested } }, away);
    expect(await readApp(assembly)).toMatchObject({ alarms: ['inner', 'innermost', 'outer'] });
    const found = [...(await templatesByRegion(assembly))].map(([region, templates]) => [
      region,
      templates.flatMap(({ Resources }) => Object.keys(Resources)),
    ]);
    expect(found).toEqual([
      ['us-east-1', ['Control']],
      ['eu-west-1', ['Outer', 'Nested', 'Inner', 'innermost', 'Innermost']],
    ]);
  });

  it('takes its prefix and stage from outputs, if it has them', async () => {
    const Outputs = { Prefix: { Value: 'corner-' }, Stage: { Value: 'test' } };
    await write('a', { Resources: { Control: controlTable, One: alarm('corner-errors') }, Outputs });
    expect(await readApp(assembly)).toMatchObject({ stage: 'test', prefix: 'corner-', alarms: ['errors'] });
  });

  it('is rejected, with advice, if it has no prefix or is not a cloud assembly', async () => {
    await expect(readApp(join(assembly, 'none'))).rejects.toMatchObject({ exitCode: 2 });
    await writeJson('a.template.json', { Resources: { Control: controlTable } });
    await expect(readApp(assembly)).rejects.toThrow('has no manifest.json: --app must be the output folder of');
    await writeJson('manifest.json', { version: '48.0.0' });
    await expect(readApp(assembly)).rejects.toThrow('contains no stack of a CDK app; create one with: cdk synth');
    await synthesize('Test', { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Test' } });
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
