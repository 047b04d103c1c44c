import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
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
       import { withChaos } from 'evenkeel/chaos';
       import { withFaults } from 'evenkeel/chaos/injector';
       import { ScheduledReconciler, ChaosControl } from 'evenkeel/infra';
       import { boot } from 'evenkeel/local';
       console.log(JSON.stringify([defineReconciliation, withChaos, withFaults, ScheduledReconciler, ChaosControl, boot].map((it) => typeof it)));`,
    );
    const { stdout } = await run('node', ['use.js']);
    expect(JSON.parse(stdout)).toEqual(Array.from({ length: 6 }, () => 'function'));
  }, 60_000);

  it('compares stores by a config in TypeScript, and offers the contract that a store has to keep', async () => {
    const rows = { 'left.csv': 'id,count\na,1\nb,2\n', 'right.ndjson': '{"id":"a","count":1}\n{"id":"b","count":3}\n' };
    for (const [file, text] of Object.entries(rows)) await writeFile(join(project, file), text);
    await writeFile(
      join(project, 'audit.config.ts'),
      `import { csvView, defineReconciliation, defineRule, ndjsonView } from 'evenkeel/reconciler';
       import { storeContract } from 'evenkeel/reconciler/conformance';
       const at = (file: string): URL => new URL(file, import.meta.url);
       const common = { key: 'id', fields: { count: 'integer' } } as const;
       if (storeContract(() => { throw new Error('not opened'); }).length === 0) throw new Error('no checks');
       export default () => defineReconciliation({
         rules: [
           defineRule({
             name: 'audit',
             left: csvView({ name: 'left', file: at('left.csv'), ...common }),
             right: ndjsonView({ name: 'right', file: at('right.ndjson'), ...common }),
             relation: 'equal',
             mastership: { default: 'left' },
             settleWindow: 0,
             repair: { kind: 'report' },
           }),
         ],
       });`,
    );
    const command = ['evenkeel', 'reconcile', '--config', 'audit.config.ts', '--drift', 'drift.ndjson'];
    const { exitCode, stderr } = await x('npx', command, { nodeOptions: { cwd: project } });
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 1 });
    expect(JSON.parse(await readFile(join(project, 'drift.ndjson'), 'utf8'))).toEqual({
      rule: 'audit',
      key: 'b',
      kind: 'different',
      fields: { count: { left: 2, right: 3 } },
    });
  }, 60_000);

  it('brings the command', async () => {
    expect((await run('npx', ['evenkeel', '--help'])).stdout).toContain('gameday');
    expect((await run('npx', ['evenkeel', 'chaos', 'list'])).stdout).toContain('out-of-stock');
    expect((await run('npx', ['evenkeel', 'gameday', '--sabotage', 'list', '--json'])).stdout).toContain(
      'error-alarm-removed',
    );
  }, 60_000);
});
