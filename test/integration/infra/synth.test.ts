import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const run = promisify(execFile);

describe('npm run synth', () => {
  let out: string;
  beforeAll(async () => {
    out = await mkdtemp(join(tmpdir(), 'evenkeel-synth-'));
  });
  afterAll(() => rm(out, { recursive: true }));

  const synth = (...words: readonly string[]) =>
    run('node', ['--import', 'tsx', 'infra/synth.ts', ...words, '--out', out]);

  it('prints the template of each stack once, those of both regions', async () => {
    const { stderr } = await synth('--stage', 'duo');
    const printed = stderr.split('\n').filter((line) => line.endsWith('.template.json'));
    const written = (await readdir(out)).filter((file) => file.endsWith('.template.json'));
    expect(printed.toSorted()).toEqual(written.map((file) => join(out, file)).toSorted());
    expect(written).toHaveLength(8);
  }, 120_000);

  it('ends with exit 2 and a sentence for a mistake', async () => {
    await expect(synth('--stage', 'none')).rejects.toMatchObject({
      code: 2,
      stderr: 'error there is no stage "none"; choose one of: dev, qa, prod, duo\n',
    });
  }, 60_000);
});
