import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Sabotage } from '../../../../chaos/sabotage/index.ts';
import { breakApp } from '../../../../cli/gameday/broken-app.ts';

const TEMPLATE = {
  Resources: {
    Errors: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'shop-dev-errors', Threshold: 1 } },
    Pay: {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: 'shop-dev-pay', Environment: { Variables: { A: '1' } } },
    },
    Quote: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'shop-dev-quote' } },
  },
};

describe('an app that is broken on purpose', () => {
  let folder: string;
  let assembly: string;
  const cacheBefore = process.env['EVENKEEL_CACHE'];
  const code = () => join(assembly, 'asset.1', 'index.mjs');
  const broken = (sabotage: Pick<Sabotage, 'overrides' | 'changes' | 'environment'>) =>
    breakApp(
      { assembly, stage: 'dev', prefix: 'shop-dev-', alarms: [] },
      { name: 'bad', culprit: 'It is bad.', expectedCheck: 'a', experiment: 'b', ...sabotage },
    );
  const templateOf = async (copy: string) =>
    JSON.parse(await readFile(join(copy, 'shop.template.json'), 'utf8')) as typeof TEMPLATE;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-broken-'));
    process.env['EVENKEEL_CACHE'] = join(folder, 'cache');
    assembly = join(folder, 'cdk.out');
    await mkdir(join(assembly, 'asset.1'), { recursive: true });
    await writeFile(join(assembly, 'shop.template.json'), JSON.stringify(TEMPLATE));
    const files = {
      1: { source: { path: 'asset.1', packaging: 'zip' } },
      2: { source: { path: 'shop.template.json' } },
    };
    await writeFile(join(assembly, 'shop.assets.json'), JSON.stringify({ files }));
    await mkdir(join(assembly, 'asset.stale'));
    await writeFile(join(assembly, 'asset.stale', 'index.mjs'), 'refund(id)');
    await writeFile(code(), 'if(paid(id)){return again}; charge(id); log("charge (id)")');
  });
  afterEach(async () => {
    if (cacheBefore === undefined) delete process.env['EVENKEEL_CACHE'];
    else process.env['EVENKEEL_CACHE'] = cacheBefore;
    await rm(folder, { recursive: true });
  });

  it('is a copy with changed resources and variables; the original stays', async () => {
    const { app, discard } = await broken({
      changes: [{ type: 'AWS::CloudWatch::Alarm', where: { AlarmName: 'errors' }, set: { Threshold: 99 } }],
      environment: [{ functions: 'pay$', set: { LIMIT: '0' } }],
    });
    const { Resources } = await templateOf(app.assembly);
    expect(Resources.Errors.Properties.Threshold).toBe(99);
    expect(Resources.Pay.Properties.Environment.Variables).toEqual({ A: '1', LIMIT: '0' });
    expect(Resources.Quote).toEqual(TEMPLATE.Resources.Quote);
    expect(await templateOf(assembly)).toEqual(TEMPLATE);
    await discard();
    expect(existsSync(app.assembly)).toBe(false);
  });

  it('has other code where a text stands exactly once in the code of a function, whatever its white space', async () => {
    const { app } = await broken({
      overrides: [{ module: 'src/pay', find: 'if (paid(id)) {\n  return again', replace: 'if (false) { return again' }],
    });
    expect(await readFile(join(app.assembly, 'asset.1', 'index.mjs'), 'utf8')).toContain('if (false) { return again}');
    expect(await readFile(code(), 'utf8')).toContain('if(paid(id))');
  });

  it.each([
    ['no function', 'refund(id)', 'no function holds it: refund(id)'],
    ['one function twice', 'charge (id)', 'index.mjs 2 times holds it: charge (id)'],
  ])('is refused if %s holds the text', async (_who, find, message) => {
    await expect(broken({ overrides: [{ module: 'src/pay', find, replace: '' }] })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message) as unknown,
    });
  });

  it('is refused if a change applies to nothing', async () => {
    const changes = [{ type: 'AWS::SQS::Queue', where: {}, set: {} }];
    await expect(broken({ changes })).rejects.toThrow('sabotage bad changes nothing: no resource of the app matches');
  });
});
