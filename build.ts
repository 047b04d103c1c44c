/**
 * Builds the packages: each one's code in its own `dist/`, with the files that the code reads by path beside it.
 * With `--untyped`, without declarations, which takes seconds instead of most of a minute: for tests of the code.
 */
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { x } from 'tinyexec';
import { ModuleKind, parseJsonConfigFileContent, readConfigFile, sys, transpileModule } from 'typescript';

const readByPath = new Set(['.yaml', '.sql', '.mod', '.sum', '.json', '.css', '.js', '.mjs', '.cjs']);

/** Packages that are one folder each. */
const singles = ['chaos', 'local', 'reconciler'];

/** Folders of the command's package, which holds the reference system too. */
const command = ['services', 'systems', 'infra', 'loadtests', 'reports', 'cli'];

for (const folder of ['dist', ...[...singles, 'infra', 'cli'].map((name) => join(name, 'dist'))]) {
  await rm(folder, { recursive: true, force: true });
}
const typed = !process.argv.includes('--untyped');
if (typed) await x('tsc', ['-p', 'tsconfig.build.json'], { throwOnError: true, nodeOptions: { stdio: 'inherit' } });
else await transpile('tsconfig.build.json');
for (const name of ['reconciler', 'chaos']) await allowMissingPeers(name);
for (const folder of [...singles, ...command]) await copyReadByPath(folder);
await buildConstructs();
for (const name of singles) await rename(join('dist', name), join(name, 'dist'));
await mkdir(join('cli', 'dist'));
for (const name of command) await rename(join('dist', name), join('cli', 'dist', name));
await rm('dist', { recursive: true });
await bundleCommand();
for (const name of [...singles, 'infra', 'cli']) await cp('LICENSE', join(name, 'LICENSE'));
await cp('CHANGELOG.md', join('cli', 'CHANGELOG.md'));
await writeFile(join('cli', 'README.md'), await readmeWithAbsoluteLinks());

/** Writes the JavaScript that `tsc` writes, file by file, as `verbatimModuleSyntax` allows. */
async function transpile(project: string): Promise<void> {
  const config = readConfigFile(project, (path) => sys.readFile(path)).config as object;
  const { fileNames, options } = parseJsonConfigFileContent(config, sys, '.', undefined, project);
  // Of a single file, the compiler does not know that its package holds modules.
  const compilerOptions = { ...options, module: ModuleKind.ESNext };
  for (const fileName of fileNames) {
    const target = join('dist', relative('.', fileName).replace(/\.tsx?$/, '.js'));
    const { outputText } = transpileModule(await readFile(fileName, 'utf8'), { fileName, compilerOptions });
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, outputText);
  }
}

/**
 * Lets a package's types be checked without its optional peers. Types of a peer that is not installed are then `any`, and
 * exact otherwise.
 */
async function allowMissingPeers(name: string): Promise<void> {
  const { peerDependenciesMeta } = JSON.parse(await readFile(join(name, 'package.json'), 'utf8')) as {
    peerDependenciesMeta: Readonly<Record<string, object>>;
  };
  const fromPeer = new RegExp(
    `^(?:import|export) .* from '(?:${Object.keys(peerDependenciesMeta).join('|')})';$`,
    'gm',
  );
  for (const file of await readdir(join('dist', name), { recursive: true })) {
    if (!file.endsWith('.d.ts')) continue;
    const path = join('dist', name, file);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replaceAll(fromPeer, '// @ts-ignore: an optional peer, which may not be installed\n$&'));
  }
}

async function copyReadByPath(folder: string): Promise<void> {
  for (const file of await readdir(folder, { recursive: true })) {
    const source = join(folder, file);
    const isBuilt = /(^|\/)(node_modules|dist|bin)\//.test(file) || source.startsWith(join('reports', 'runs'));
    if (isBuilt || !readByPath.has(extname(file)) || file === 'package.json') continue;
    await mkdir(dirname(join('dist', source)), { recursive: true });
    await cp(source, join('dist', source));
  }
}

/** `@evenkeel/cdk` holds the constructs and what they import; the reference system's stacks stay out. */
async function buildConstructs(): Promise<void> {
  const { metafile } = await build({
    entryPoints: ['infra/index.ts', 'infra/platform/lambda-credentials.ts'],
    outdir: 'unused',
    bundle: true,
    packages: 'external',
    tsconfigRaw: {},
    platform: 'node',
    format: 'esm',
    metafile: true,
    write: false,
  });
  for (const source of Object.keys(metafile.inputs)) {
    const module = relative('infra', source).replace(/\.ts$/, '');
    if (module.startsWith('..')) throw new Error(`@evenkeel/cdk imports ${source}, which is in another package.`);
    for (const extension of typed ? ['.js', '.d.ts'] : ['.js']) {
      const target = join('infra', 'dist', `${module}${extension}`);
      await mkdir(dirname(target), { recursive: true });
      await cp(join('dist', 'infra', `${module}${extension}`), target);
    }
  }
}

/** What every start of the command loads, in one file; each command's own code loads when it is asked for. */
async function bundleCommand(): Promise<void> {
  const main = join('cli', 'dist', 'cli', 'main.js');
  await build({
    entryPoints: [main],
    outfile: main,
    allowOverwrite: true,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    tsconfigRaw: {},
    external: ['./commands/*'],
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
}

/** The project's README for the package's page in a registry, where relative links lead nowhere. */
async function readmeWithAbsoluteLinks(): Promise<string> {
  const { homepage } = JSON.parse(await readFile(join('cli', 'package.json'), 'utf8')) as { homepage: string };
  const repository = homepage.replace(/#.*$/, '');
  return (await readFile('README.md', 'utf8'))
    .replaceAll(/(!\[[^\]]*\])\((?!https?:|#)([^)]+)\)/g, `$1(${repository}/raw/main/$2)`)
    .replaceAll(/(?<!!)(\[[^\]]*\])\((?!https?:|#)([^)]+)\)/g, `$1(${repository}/blob/main/$2)`);
}
