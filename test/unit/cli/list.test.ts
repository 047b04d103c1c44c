import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { evenkeel, repository } from '../../e2e/evenkeel.ts';

describe('evenkeel chaos list', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-list-'));
    await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'));
    await mkdir(join(folder, 'experiments'));
    await writeFile(
      join(folder, 'evenkeel.system.ts'),
      "import { defineSystem } from 'evenkeel/chaos';\nexport default defineSystem({ name: 'shop', reconciliation: { rules: [] } });\n",
    );
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('lists the faults and the other experiments beside a broken one, with its first mistake', async () => {
    const sound = join(repository, 'test', 'unit', 'cli', 'fixtures', 'sound.yaml');
    await cp(sound, join(folder, 'experiments', 'sound.yaml'));
    await writeFile(join(folder, 'experiments', 'broken.yaml'), 'version: 1\nname: Broken\ncolour: blue\n');
    const { exitCode, stdout } = await evenkeel(['chaos', 'list'], { cwd: folder }).ended;
    expect(exitCode).toBe(0);
    expect(stdout).toContain('fault       exception');
    expect(stdout).toMatch(/experiment  broken +broken: line 1: .*; see: evenkeel chaos validate broken/);
    expect(stdout).toMatch(/experiment  sound +13 s of load  A request is answered/);
  });
});
