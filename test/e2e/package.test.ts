import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { x } from 'tinyexec';
import { repository } from './evenkeel.ts';

/** The tarball, installed into a project that is not this one. */
describe('the package', () => {
  let project: string;
  const run = (command: string, arguments_: string[]) =>
    x(command, arguments_, { throwOnError: true, nodeOptions: { cwd: project } });

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'evenkeel-package-'));
    await x('npm', ['pack', '--pack-destination', project], { throwOnError: true, nodeOptions: { cwd: repository } });
    const tarball = (await readdir(project)).find((file) => file.endsWith('.tgz'));
    await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'a-shop', private: true, type: 'module' }));
    await run('npm', [
      'install',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      `./${tarball ?? 'no tarball was packed'}`,
    ]);
  }, 300_000);

  it('offers reconciler, chaos, infra and local to import', async () => {
    await writeFile(
      join(project, 'use.js'),
      `import { defineReconciliation } from 'evenkeel/reconciler';
       import { withFaults } from 'evenkeel/chaos';
       import { ScheduledReconciler, ChaosControl } from 'evenkeel/infra';
       import { boot } from 'evenkeel/local';
       console.log(JSON.stringify([defineReconciliation, withFaults, ScheduledReconciler, ChaosControl, boot].map((it) => typeof it)));`,
    );
    const { stdout } = await run('node', ['use.js']);
    expect(JSON.parse(stdout)).toEqual(Array.from({ length: 5 }, () => 'function'));
  }, 60_000);

  it('brings the command', async () => {
    expect((await run('npx', ['evenkeel', '--help'])).stdout).toContain('gameday');
    expect((await run('npx', ['evenkeel', 'chaos', 'list'])).stdout).toContain('out-of-stock');
    expect((await run('npx', ['evenkeel', 'gameday', '--sabotage', 'list', '--json'])).stdout).toContain(
      'error-alarm-removed',
    );
  }, 60_000);
});
