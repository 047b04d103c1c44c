import { readFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { commands } from '../../../../infra/pipeline/steps.ts';
import { type Workplace, workplace } from './stand-ins.ts';

let place: Workplace;
beforeEach(async () => {
  place = await workplace();
});
afterEach(() => place.remove());

describe('the game day', () => {
  const settings = { STAGE: 'dev', EXPERIMENTS: 'one two', UNDECIDED: 'stop', REPORTS: 's3://kept/gamedays/dev/7' };
  const play = (variables: Readonly<Record<string, string>> = {}) =>
    place.run('gameday.sh', [], { ...settings, ...variables });
  const verdict = () => readFile(join(place.folder, 'reports/runs/verdict'), 'utf8').catch(() => undefined);
  const UPLOAD = 'aws s3 cp reports/runs s3://kept/gamedays/dev/7 --recursive --no-follow-symlinks --no-progress';

  it('runs the experiments on the deployed stage, and then keeps the evidence', async () => {
    expect(await play()).toMatchObject({ exitCode: 0 });
    expect(await place.calls()).toEqual([
      'npx evenkeel chaos run one two --target aws --stage dev',
      'npx evenkeel report index',
      UPLOAD,
    ]);
  });

  it.each([
    ['0', 'stop', 'PASS', 0],
    ['1', 'stop', 'FAIL', 1],
    ['2', 'stop', 'NONE', 2],
    ['3', 'stop', 'INVALID', 3],
    ['4', 'stop', 'NONE', 4],
    ['130', 'stop', 'NONE', 130],
    ['0', 'ask', 'PASS', 0],
    ['1', 'ask', 'FAIL', 1],
    ['2', 'ask', 'NONE', 2],
    ['3', 'ask', 'INVALID', 0],
    ['4', 'ask', 'NONE', 4],
    ['130', 'ask', 'NONE', 130],
  ])(
    'that ends with %s, if an undecided run lets the pipeline %s, leaves %s, ends with %d, and keeps its evidence',
    async (code, undecided, left, ends) => {
      expect(await play({ ENDS_run: code, UNDECIDED: undecided })).toMatchObject({ exitCode: ends });
      expect(await verdict()).toBe(`${left}\n`);
      expect(await place.calls()).toContain(UPLOAD);
    },
  );

  it('is no gate without its evidence: a release that passed does not go on', async () => {
    const { exitCode, stderr } = await play({ ENDS_aws: '1' });
    expect(exitCode).toBe(4);
    expect(stderr).toContain('error the evidence could not be kept at s3://kept/gamedays/dev/7');
  });

  it('that failed says so, even if its evidence is lost', async () => {
    expect(await play({ ENDS_run: '1', ENDS_aws: '1' })).toMatchObject({ exitCode: 1 });
  });

  it.each(Object.keys(settings))('does not begin without %s', async (name) => {
    const { exitCode, stderr } = await play({ [name]: '' });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`error ${name} is not set: `);
    expect(await place.calls()).toEqual([]);
  });

  it('does not begin with a setting that it does not know', async () => {
    expect(await play({ UNDECIDED: 'maybe' })).toMatchObject({ exitCode: 2 });
    expect(await place.calls()).toEqual([]);
  });
});

describe('the build', () => {
  it('looks at the machine, tests the sources, and writes the assembly of the pipeline', async () => {
    expect(await place.run('build.sh')).toMatchObject({ exitCode: 0 });
    expect(await place.calls()).toEqual(['npx evenkeel doctor', 'npm test', 'npm run synth -- --pipeline']);
  });

  it('writes nothing if a test fails', async () => {
    expect(await place.run('build.sh', [], { ENDS_npm: '1' })).toMatchObject({ exitCode: 1 });
    expect(await place.calls()).toEqual(['npx evenkeel doctor', 'npm test']);
  });
});

it('the installation takes what the lock file pins', async () => {
  expect(await place.run('install.sh')).toMatchObject({ exitCode: 0 });
  expect(await place.calls()).toEqual(['npm ci']);
});

describe('a deployment', () => {
  const assembly = 'cdk.out/pipeline/assembly-evenkeel-pipeline-dev';

  it('takes the stacks of the stage as they were built', async () => {
    await mkdir(join(place.folder, assembly), { recursive: true });
    expect(await place.run('deploy.sh', ['dev'])).toMatchObject({ exitCode: 0 });
    expect(await place.calls()).toEqual([`npx cdk deploy --app ${assembly} --all --require-approval never`]);
  });

  it('that fails ends as the CDK does', async () => {
    await mkdir(join(place.folder, assembly), { recursive: true });
    expect(await place.run('deploy.sh', ['dev'], { ENDS_npx: '1' })).toMatchObject({ exitCode: 1 });
  });

  it('of a stage that was not built names the way out', async () => {
    const { exitCode, stderr } = await place.run('deploy.sh', ['moon']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'there is no cdk.out/pipeline/assembly-evenkeel-pipeline-moon: run infra/pipeline/build.sh',
    );
    expect(await place.calls()).toEqual([]);
  });

  it('needs a stage', async () => {
    const { exitCode, stderr } = await place.run('deploy.sh');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('deploy.sh needs the name of a stage');
  });
});

it('the steps use scripts that exist, and decide.sh and deploy.sh are the only others', async () => {
  const folder = fileURLToPath(new URL('../../../../infra/pipeline/', import.meta.url));
  const scripts = (await readdir(folder)).filter((name) => name.endsWith('.sh'));
  const used = Object.values(commands)
    .flat()
    .flatMap((command) => /^infra\/pipeline\/([a-z]+\.sh)$/.exec(command)?.[1] ?? []);
  expect(scripts.sort()).toEqual([...used, 'decide.sh', 'deploy.sh'].sort());
});
