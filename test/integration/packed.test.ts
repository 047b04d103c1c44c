/**
 * What is in the tarballs but the types. `package.soak.ts` installs them as users do, from a registry, and type-checks against
 * them; `own-handler.soak.ts` runs the experiment that is only validated here.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { x } from 'tinyexec';
import { repository } from '../e2e/evenkeel.ts';
import { writeBlocks } from '../e2e/guide-blocks.ts';
import { installPackage, packages } from '../package.ts';

const builtins = new Set(builtinModules);

describe('the packages', () => {
  let project: string;
  let bin: string;

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'evenkeel-packed-'));
    bin = await installPackage(project, 'untyped');
    await writeFile(join(project, 'package.json'), '{ "type": "module" }');
  }, 240_000);
  afterAll(() => rm(project, { recursive: true, force: true }));

  it('have READMEs whose links lead somewhere on the page of a registry, too', async () => {
    for (const name of Object.keys(packages)) {
      const text = await readFile(join(project, 'node_modules', name, 'README.md'), 'utf8');
      const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
      expect({ name, relative: links.filter((link) => !/^(?:https:|#)/.test(link)) }).toEqual({ name, relative: [] });
      expect(links.length).toBeGreaterThan(0);
    }
  });

  it('import nothing that their package.json does not declare', async () => {
    for (const name of Object.keys(packages)) {
      const folder = join(project, 'node_modules', name);
      const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Record<
        string,
        Record<string, string> | undefined
      >;
      const declared = new Set(Object.keys({ ...manifest['dependencies'], ...manifest['peerDependencies'] }));
      const files = (await readdir(join(folder, 'dist'), { recursive: true })).filter((file) => /\.m?js$/.test(file));
      const { metafile } = await build({
        entryPoints: files.map((file) => join(folder, 'dist', file)),
        outdir: join(project, 'unused'),
        bundle: true,
        packages: 'external',
        platform: 'node',
        format: 'esm',
        metafile: true,
        write: false,
        logLevel: 'silent',
      });
      const imported = Object.values(metafile.inputs).flatMap(({ imports }) =>
        imports.filter(({ external }) => external),
      );
      const undeclared = imported
        .map(({ path }) => (path.startsWith('@') ? path.split('/').slice(0, 2).join('/') : (path.split('/')[0] ?? '')))
        .filter((path) => !path.includes(':') && path !== 'k6' && path !== name && !declared.has(path))
        .filter((path) => !builtins.has(path));
      expect({ name, undeclared: [...new Set(undeclared)] }).toEqual({ name, undeclared: [] });
    }
  }, 60_000);

  it('offer reconciler, chaos, infra and local to import', async () => {
    await writeFile(
      join(project, 'use.js'),
      `import { defineReconciliation } from 'evenkeel/reconciler';
       import { withChaos } from 'evenkeel/chaos';
       import { withFaults } from 'evenkeel/chaos/injector';
       import { mark } from 'evenkeel/chaos/sabotage';
       import { ScheduledReconciler, ChaosControl } from 'evenkeel/infra';
       import { boot } from 'evenkeel/local';
       console.log(JSON.stringify([defineReconciliation, withChaos, withFaults, mark, ScheduledReconciler, ChaosControl, boot].map((it) => typeof it)));`,
    );
    const { stdout } = await x('node', ['use.js'], { throwOnError: true, nodeOptions: { cwd: project } });
    expect(JSON.parse(stdout)).toEqual(Array.from({ length: 7 }, () => 'function'));
  }, 60_000);

  it('bring the command, which validates the experiment of the guide to a handler of your own', async () => {
    await writeBlocks(await readFile(join(repository, 'docs', 'own-handlers.md'), 'utf8'), project);
    const nodeOptions = { cwd: project, env: { ...process.env, NODE_OPTIONS: '' } };
    await x('npm', ['run', 'synth'], { throwOnError: true, nodeOptions });
    const command = [bin, 'chaos', 'validate', 'pay_crashes.yaml', '--app', 'cdk.out'];
    const { exitCode, stderr } = await x(process.execPath, command, { nodeOptions });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  }, 120_000);
});
