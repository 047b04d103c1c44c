import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
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

const PAY = `if (paid(id)) { return 'again' }
charge(id); refuse(id);
log('charge(id)');
`;

const MANIFEST = JSON.stringify({ artifacts: { shop: { type: 'aws:cloudformation:stack' } } });

/** A program that synthesizes the app, and bundles its one function by copying it. */
const SYNTH = `
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
mkdirSync('cdk.out/asset.1', { recursive: true });
cpSync('src/pay.ts', 'cdk.out/asset.1/index.mjs');
writeFileSync('cdk.out/manifest.json', ${JSON.stringify(MANIFEST)});
writeFileSync('cdk.out/shop.template.json', ${JSON.stringify(JSON.stringify(TEMPLATE))});
`;

describe('an app that is broken on purpose', () => {
  let folder: string;
  let project: string;
  let assembly: string;
  const broken = (sabotage: Pick<Sabotage, 'overrides' | 'changes' | 'environment'>) =>
    breakApp(
      { assembly, stage: 'dev', prefix: 'shop-dev-', alarms: [] },
      { name: 'bad', culprit: 'It is bad.', expectedCheck: 'a', experiment: 'b', ...sabotage },
      { folder: project, synth: undefined },
      new AbortController().signal,
    );
  const templateOf = async (copy: string) =>
    JSON.parse(await readFile(join(copy, 'shop.template.json'), 'utf8')) as typeof TEMPLATE;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'evenkeel-broken-')));
    project = join(folder, 'shop');
    assembly = join(project, 'cdk.out');
    await mkdir(join(project, 'src'), { recursive: true });
    await mkdir(assembly);
    await writeFile(join(project, 'package.json'), JSON.stringify({ scripts: { synth: 'node synth.mjs' } }));
    await writeFile(join(project, 'synth.mjs'), SYNTH);
    await writeFile(join(project, 'src', 'pay.ts'), PAY);
    await writeFile(join(assembly, 'shop.template.json'), JSON.stringify(TEMPLATE));
    await writeFile(join(assembly, 'manifest.json'), MANIFEST);
  });
  afterEach(async () => {
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

  it('is synthesized from a copy of the project whose sources have the override; the project stays', async () => {
    const { app, discard } = await broken({
      overrides: [
        { module: 'src/pay', find: 'if (paid(id)) {\n  return "again"', replace: "if (false) { return 'again'" },
      ],
      environment: [{ functions: 'pay$', set: { LIMIT: '0' } }],
    });
    expect(await readFile(join(app.assembly, 'asset.1', 'index.mjs'), 'utf8')).toContain("if (false) { return 'again'");
    expect((await templateOf(app.assembly)).Resources.Pay.Properties.Environment.Variables).toEqual({
      A: '1',
      LIMIT: '0',
    });
    expect(await readFile(join(project, 'src', 'pay.ts'), 'utf8')).toBe(PAY);
    await discard();
    expect(await readdir(project)).toEqual(['cdk.out', 'package.json', 'src', 'synth.mjs']);
  });

  it('finds the packages of the project while its copy is synthesized', async () => {
    await mkdir(join(project, 'node_modules', 'a-package'), { recursive: true });
    await writeFile(join(project, 'node_modules', 'a-package', 'index.js'), 'module.exports = 1;');
    await writeFile(join(project, 'synth.mjs'), `import 'a-package';\n${SYNTH}`);
    const { app } = await broken({ overrides: [{ module: 'src/pay', find: 'paid(id)', replace: 'false' }] });
    expect(await readFile(join(app.assembly, 'asset.1', 'index.mjs'), 'utf8')).toContain('if (false)');
  });

  it.each([
    [
      'not at all',
      'refund(id)',
      'src/pay.ts must contain the text of `find` exactly once, and it does not contain it: refund(id)',
    ],
    ['twice', 'charge(id)', 'exactly once, and it contains it 2 times, in lines 2 and 3: charge(id)'],
  ])('is refused if the source contains the text %s', async (_times, find, message) => {
    await expect(broken({ overrides: [{ module: 'src/pay', find, replace: '' }] })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message) as unknown,
    });
  });

  it('is refused if there is no such module', async () => {
    await expect(broken({ overrides: [{ module: 'src/refund', find: 'a', replace: '' }] })).rejects.toThrow(
      `sabotage bad changes the module src/refund, and there is no such file: \`module\` is a path relative to ${project}`,
    );
  });

  it('is refused with the output of the command that could not synthesize it', async () => {
    await writeFile(join(project, 'synth.mjs'), "console.error('no such stack'); process.exit(7);");
    await expect(
      broken({ overrides: [{ module: 'src/pay', find: 'paid(id)', replace: 'false' }] }),
    ).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/ended with exit code 7;[^]*no such stack/) as unknown,
    });
    expect((await readdir(project)).filter((name) => name.startsWith('.evenkeel'))).toEqual([]);
  });

  it('is refused if a change applies to nothing', async () => {
    const changes = [{ type: 'AWS::SQS::Queue', where: {}, set: {} }];
    await expect(broken({ changes })).rejects.toThrow('sabotage bad changes nothing: no resource of the app matches');
  });
});
