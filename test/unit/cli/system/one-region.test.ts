import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demandAppOfOneRegion, demandStageOfOneRegion } from '../../../../cli/system/one-region.ts';

describe('an app that is booted as one system', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-regions-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const demandOf = async (...stacks: readonly (readonly [name: string, region: string])[]) => {
    const artifacts = Object.fromEntries(
      stacks.map(([stackName, region], at) => [
        `stack${at}`,
        { type: 'aws:cloudformation:stack', environment: `aws://unknown-account/${region}`, properties: { stackName } },
      ]),
    );
    await writeFile(join(folder, 'manifest.json'), JSON.stringify({ artifacts }));
    return demandAppOfOneRegion(folder);
  };

  it.each([
    [
      'stacks of one region',
      [
        ['shop-data', 'us-east-1'],
        ['shop-api', 'us-east-1'],
      ],
    ],
    [
      'a certificate in another region',
      [
        ['shop', 'eu-west-1'],
        ['shop-certificate', 'us-east-1'],
      ],
    ],
    [
      'stacks for any region',
      [
        ['shop-data', 'unknown-region'],
        ['shop-api', 'unknown-region'],
      ],
    ],
  ] as const)('may have %s', async (_what, stacks) => {
    await expect(demandOf(...stacks)).resolves.toBeUndefined();
  });

  it('has no stack in two regions', async () => {
    const refused = demandOf(['shop', 'us-east-1'], ['shop', 'eu-west-1']);
    await expect(refused).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('has the stack shop in us-east-1 and in eu-west-1'),
    });
  });
});

describe('a stage that is booted as one system', () => {
  it('has one region', () => {
    expect(() => {
      demandStageOfOneRegion('dev');
    }).not.toThrow();
    expect(() => {
      demandStageOfOneRegion('duo');
    }).toThrow(/another one in eu-west-1.*evenkeel gameday regions.*bootRegions of evenkeel\/local/);
  });
});
