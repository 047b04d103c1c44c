import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { x } from 'tinyexec';
import { type PackageName, tarballs } from '../package.ts';
import { repository } from '../e2e/evenkeel.ts';

/** A project outside the repository that installs tarballs and packages as a user would. */
async function projectWith(dependencies: Readonly<Record<string, string>>): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), 'evenkeel-package-'));
  const packed = await tarballs();
  const manifest = {
    name: 'a-shop',
    private: true,
    type: 'module',
    dependencies,
    // The packages depend on each other by version; use the tarballs instead.
    overrides: Object.fromEntries(Object.entries(packed).map(([name, file]) => [name, `file:${file}`])),
  };
  await writeFile(join(project, 'package.json'), JSON.stringify(manifest));
  await x('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], {
    throwOnError: true,
    nodeOptions: { cwd: project },
  });
  return project;
}

/** Folders of `node_modules` that hold a package, at any depth. */
async function installedIn(project: string): Promise<readonly string[]> {
  const lock = JSON.parse(await readFile(join(project, 'node_modules/.package-lock.json'), 'utf8')) as {
    packages: Record<string, unknown>;
  };
  return Object.keys(lock.packages);
}

async function bytesOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries.filter((entry) => entry.isFile()).map((entry) => lstat(join(entry.parentPath, entry.name))),
  );
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

const MEGABYTE = 1_000_000;

describe('a package that is installed alone', () => {
  const alone = async (name: PackageName) => projectWith({ [name]: `file:${(await tarballs())[name]}` });
  const projects: string[] = [];
  afterAll(() => Promise.all(projects.map((project) => rm(project, { recursive: true, force: true }))));

  it.each([
    { name: '@evenkeel/chaos', maxPackages: 10, maxMegabytes: 15, exported: 'withChaos' },
    { name: '@evenkeel/reconciler', maxPackages: 45, maxMegabytes: 40, exported: 'defineReconciliation' },
  ] as const)(
    '$name brings at most $maxPackages packages and $maxMegabytes MB, and can be imported',
    async ({ name, maxPackages, maxMegabytes, exported }) => {
      const project = await alone(name);
      projects.push(project);
      expect((await installedIn(project)).length).toBeLessThanOrEqual(maxPackages);
      expect(await bytesOf(join(project, 'node_modules'))).toBeLessThanOrEqual(maxMegabytes * MEGABYTE);
      await writeFile(
        join(project, 'use.js'),
        `import { ${exported} } from '${name}'; console.log(typeof ${exported});`,
      );
      const { stdout } = await x('node', ['use.js'], { throwOnError: true, nodeOptions: { cwd: project } });
      expect(stdout.trim()).toBe('function');
      await writeFile(join(project, 'use.ts'), `import { ${exported} } from '${name}'; export default ${exported};`);
      const tsc = join(repository, 'node_modules/typescript/bin/tsc');
      const typeRoots = ['--types', 'node', '--typeRoots', join(repository, 'node_modules/@types')];
      const options = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--module', 'nodenext', '--target', 'es2023'];
      const check = await x('node', [tsc, ...options, ...typeRoots, 'use.ts'], { nodeOptions: { cwd: project } });
      expect(check.stdout).toBe('');
    },
    240_000,
  );
});

describe('the packages in a project with another version of aws-cdk-lib', () => {
  let project: string;
  const run = (command: string, arguments_: string[]) =>
    x(command, arguments_, { throwOnError: true, nodeOptions: { cwd: project } });

  beforeAll(async () => {
    const { evenkeel } = await tarballs();
    project = await projectWith({
      evenkeel: `file:${evenkeel}`,
      '@aws-sdk/client-dynamodb': '^3.1000.0',
      'aws-cdk-lib': '2.200.0',
      constructs: '^10.4.0',
      pg: '^8.11.0',
      '@types/node': '^20.0.0',
      '@types/pg': '^8.11.0',
      tsx: '^4.20.0',
      typescript: '~6.0.0',
    });
  }, 400_000);
  afterAll(() => rm(project, { recursive: true, force: true }));

  it('install one copy of aws-cdk-lib, of constructs and of the DynamoDB client', async () => {
    const installed = await installedIn(project);
    for (const name of ['aws-cdk-lib', 'constructs', '@aws-sdk/client-dynamodb']) {
      expect(installed.filter((path) => path.endsWith(`node_modules/${name}`))).toEqual([`node_modules/${name}`]);
    }
    const cdk = JSON.parse(await readFile(join(project, 'node_modules/aws-cdk-lib/package.json'), 'utf8')) as {
      version: string;
    };
    expect(cdk.version).toBe('2.200.0');
  });

  it('type-check the app, the handler and the config of the README', async () => {
    const readme = await readFile(join(repository, 'README.md'), 'utf8');
    const blocks = [...readme.matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms)];
    expect(blocks.map(([, file]) => file)).toEqual(
      expect.arrayContaining(['app.ts', 'src/quote.ts', 'reconcile.config.ts']),
    );
    await mkdir(join(project, 'src'), { recursive: true });
    for (const [, file = '', block = ''] of blocks) await writeFile(join(project, file), block);
    const compilerOptions = {
      module: 'nodenext',
      target: 'es2023',
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      types: ['node'],
    };
    await writeFile(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: blocks.map(([, file]) => file) }),
    );
    const { exitCode, stdout } = await x('npx', ['tsc', '-p', 'tsconfig.json'], { nodeOptions: { cwd: project } });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  }, 120_000);

  it("type-check every block of the packages' READMEs and of the guides by itself", async () => {
    const folder = join(project, 'readmes');
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, 'our-store.d.ts'),
      `import type { WrittenStoreUnderTest } from 'evenkeel/reconciler/conformance';
       export function openOurStore(): Promise<WrittenStoreUnderTest>;
       export function closeOurStore(): Promise<void>;`,
    );
    const files: string[] = [];
    for (const document of [
      'reconciler/README.md',
      'chaos/README.md',
      'infra/README.md',
      'local/README.md',
      'docs/own-handlers.md',
      'docs/own-stores.md',
      'docs/reconcile.md',
      'docs/stores.md',
    ]) {
      const text = await readFile(join(repository, document), 'utf8');
      for (const [, block = ''] of text.matchAll(/^```ts\n(.*?)^```$/gms)) {
        // A file that imports others of its project is checked with them, where the guide is followed.
        if (/ from '\.\.?\//.test(block) && !block.includes("from './our-store.ts'")) continue;
        files.push(`block-${files.length}.ts`);
        await writeFile(join(folder, files.at(-1) ?? ''), block);
      }
    }
    expect(files.length).toBeGreaterThanOrEqual(10);
    const options = ['--ignoreConfig', '--noEmit', '--strict', '--allowImportingTsExtensions', '--types', 'node'];
    const { exitCode, stdout } = await x(
      'npx',
      ['tsc', ...options, '--module', 'nodenext', '--target', 'es2023', ...files],
      {
        nodeOptions: { cwd: folder },
      },
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  }, 120_000);

  it('compare stores by a config in TypeScript, and offer the conformance kit for a store of your own', async () => {
    const rows = { 'left.csv': 'id,count\na,1\nb,2\n', 'right.ndjson': '{"id":"a","count":1}\n{"id":"b","count":3}\n' };
    for (const [file, text] of Object.entries(rows)) await writeFile(join(project, file), text);
    await writeFile(
      join(project, 'audit.config.ts'),
      `import { csvView, defineReconciliation, defineRule, ndjsonView } from 'evenkeel/reconciler';
       import { storeConformance } from 'evenkeel/reconciler/conformance';
       const at = (file: string): URL => new URL(file, import.meta.url);
       const common = { key: 'id', fields: { count: 'integer' } } as const;
       if (storeConformance(() => { throw new Error('not opened'); }).length === 0) throw new Error('no checks');
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

  it('bring the command, which reports its own version', async () => {
    expect((await run('npx', ['evenkeel', '--help'])).stdout).toContain('gameday');
    expect((await run('npx', ['evenkeel', '--version'])).stdout.trim()).toBe('0.1.0');
    expect((await run('npx', ['evenkeel', 'chaos', 'list'])).stdout).toContain('port-answer');
    expect((await run('npx', ['evenkeel', 'gameday', '--sabotage', 'list', '--json'])).stdout).toContain(
      'error-alarm-removed',
    );
  }, 60_000);
});
