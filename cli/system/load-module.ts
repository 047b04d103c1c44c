import { createHash, randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildOptions, Loader, Plugin } from 'esbuild';
import { settled } from './settled.ts';

const TYPESCRIPT: Readonly<Record<string, Loader>> = { '.ts': 'ts', '.mts': 'ts', '.cts': 'ts', '.tsx': 'tsx' };

/** One file with all modules that are imported by path. Packages stay imports. */
const ONE_FILE = {
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  write: false,
  logLevel: 'silent',
  // The folder's tsconfig.json must not change how a module is compiled.
  tsconfigRaw: {},
} satisfies BuildOptions;

/**
 * Imports a user's module. TypeScript is compiled first; other modules run as they are.
 *
 * @throws CommandFailure exit 2 if it has not loaded within the limit
 */
export async function loadModule(file: string, limitMs?: number): Promise<unknown> {
  return TYPESCRIPT[extname(file)] === undefined
    ? settled('the module', import(pathToFileURL(file).href), limitMs)
    : loadCompiled(file, limitMs);
}

/**
 * Compiles a user's module, together with the modules that it imports by path, to a temporary file in the same folder,
 * and imports that. Its packages are then found, whatever module type its package.json declares and whichever version
 * of Node.js runs it. Its imports of evenkeel resolve to the running copy.
 */
export async function loadCompiled(file: string, limitMs?: number): Promise<unknown> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    ...ONE_FILE,
    entryPoints: [file],
    sourcemap: 'inline',
    plugins: [runningCopy, ownUrls],
  });
  const compiled = join(dirname(file), `.evenkeel-${randomBytes(4).toString('hex')}.mjs`);
  try {
    await writeFile(compiled, outputFiles[0]?.contents ?? '', { flag: 'wx' });
    return await settled('the module', import(pathToFileURL(compiled).href), limitMs);
  } finally {
    await rm(compiled, { force: true });
  }
}

/**
 * SHA-256, in hexadecimal digits, of a module's code with that of the modules it imports by path. Comments, white space,
 * types and the folder do not change it.
 */
export async function digestOf(file: string): Promise<string> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    ...ONE_FILE,
    entryPoints: [file],
    minifyWhitespace: true,
    // What package.json says about side effects depends on the module's folder.
    ignoreAnnotations: true,
    legalComments: 'none',
    charset: 'utf8',
  });
  return createHash('sha256')
    .update(outputFiles[0]?.contents ?? '')
    .digest('hex');
}

/** Resolves evenkeel to the copy that runs, so that a process has only one, even if only the command is installed. */
const runningCopy: Plugin = {
  name: 'running-copy',
  setup(compiler) {
    compiler.onResolve({ filter: /^(@evenkeel|evenkeel)\// }, ({ path }) => ({
      path: import.meta.resolve(path),
      external: true,
    }));
  },
};

/** Keeps each module's own `import.meta.url`, instead of the URL of the compiled file. */
const ownUrls: Plugin = {
  name: 'own-urls',
  setup(compiler) {
    compiler.onLoad({ filter: /\.([cm]?[jt]s|tsx)$/, namespace: 'file' }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll(
        /\bimport\.meta\.url\b/g,
        JSON.stringify(pathToFileURL(path).href),
      ),
      loader: TYPESCRIPT[extname(path)] ?? 'js',
    }));
  },
};
