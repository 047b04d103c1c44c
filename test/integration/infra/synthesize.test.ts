import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { synthesize } from '../../../infra/synthesize.ts';

describe('synthesize', () => {
  let cacheDirectory: string;
  beforeAll(async () => {
    cacheDirectory = await mkdtemp(join(tmpdir(), 'evenkeel-synth-'));
  });
  afterAll(() => rm(cacheDirectory, { recursive: true, force: true }));

  it('uses the cache while no source has changed', async () => {
    const first = await synthesize({ stage: 'dev', cacheDirectory });
    const second = await synthesize({ stage: 'dev', cacheDirectory });
    expect(first.cached).toBe(false);
    expect(second).toEqual({ assembly: first.assembly, cached: true });
    expect(await readdir(first.assembly)).toEqual(expect.arrayContaining(['manifest.json']));
    expect(await readdir(cacheDirectory)).toHaveLength(1);
  }, 120_000);

  it('caches a system that is broken on purpose separately', async () => {
    const { assembly, cached } = await synthesize({
      stage: 'dev',
      cacheDirectory,
      variant: 'without-alarms',
      mutateTemplate: (template) => ({
        ...template,
        Resources: Object.fromEntries(
          Object.entries(template.Resources).filter(([, { Type }]) => Type !== 'AWS::CloudWatch::Alarm'),
        ),
      }),
    });
    expect(cached).toBe(false);
    const operations = await readFile(join(assembly, 'evenkeel-dev-operations.template.json'), 'utf8');
    expect(operations).toContain('AWS::Logs::MetricFilter');
    expect(operations).not.toContain('AWS::CloudWatch::Alarm"');
  }, 120_000);

  it('lists the stages when it does not know the one asked for', async () => {
    await expect(synthesize({ stage: 'moon', cacheDirectory })).rejects.toThrow('choose one of: dev, qa, prod, duo');
  });
});
