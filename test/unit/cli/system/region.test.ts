import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { awsRegion } from '../../../../cli/system/region.ts';

const NAMES = ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE', 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'];

describe('the region of --target aws', () => {
  let folder: string;
  let before: (readonly [string, string | undefined])[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-region-'));
    before = NAMES.map((name) => [name, process.env[name]] as const);
    for (const name of NAMES) Reflect.deleteProperty(process.env, name);
    process.env['AWS_CONFIG_FILE'] = join(folder, 'config');
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = join(folder, 'credentials');
  });

  afterEach(async () => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    await rm(folder, { recursive: true });
  });

  it('is that of the variables, AWS_REGION first', async () => {
    process.env['AWS_DEFAULT_REGION'] = 'eu-west-1';
    expect(await awsRegion()).toBe('eu-west-1');
    process.env['AWS_REGION'] = 'eu-north-1';
    expect(await awsRegion()).toBe('eu-north-1');
  });

  it('is missing, with exit 2 and the way out, if nothing names one', async () => {
    await expect(awsRegion()).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('set AWS_REGION') as unknown,
    });
  });

  it('is that of the profile in use', async () => {
    await writeFile(join(folder, 'config'), '[default]\nregion = eu-south-1\n[profile shop]\nregion = ap-south-1\n');
    process.env['AWS_PROFILE'] = 'shop';
    expect(await awsRegion()).toBe('ap-south-1');
  });
});
