import { createHash, randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { BuildOptions, Loader, Plugin } from 'esbuild';
import { messageOf } from '../trouble.ts';
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
  const compiled = join(dirname(file), `.evenkeel-${randomBytes(4).toString('hex')}.mjs`);
  const { outputFiles } = await build({
    ...ONE_FILE,
    entryPoints: [file],
    outfile: compiled,
    sourcemap: 'inline',
    plugins: [runningCopy, ownUrls],
  });
  const code = outputFiles[0]?.text ?? '';
  try {
    await writeFile(compiled, code, { flag: 'wx' });
    const imported: Promise<unknown> = import(pathToFileURL(compiled).href).catch((error: unknown) => {
      throw new ImportError(error, placeOf(error, compiled, code));
    });
    return await settled('the module', imported, limitMs);
  } finally {
    await rm(compiled, { force: true });
  }
}

/** A user's module was compiled, and threw while it was imported. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
  /** The file and line of the source that threw; undefined if it is not known. */
  readonly place: string | undefined;

  constructor(cause: unknown, place: string | undefined) {
    super(messageOf(cause), { cause });
    this.place = place;
  }
}

const FRAME = /^ +at (?:.*\()?([^()]+):(\d+):(\d+)\)?$/gm;
const SOURCE_MAP = /\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;

/**
 * Where in the source the compiled file threw. The stack names the place in the compiled file or, where the process maps
 * stacks itself, that in the source.
 */
function placeOf(error: unknown, compiled: string, code: string): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const [, encoded] = SOURCE_MAP.exec(code) ?? [];
  if (encoded === undefined) return undefined;
  const map = JSON.parse(Buffer.from(encoded, 'base64').toString()) as SourceMapPayload;
  const sources = map.sources.map((source) => resolve(dirname(compiled), source));
  for (const [, path = '', line = '', column = ''] of stack.matchAll(FRAME)) {
    const file = path.startsWith('file:') ? fileURLToPath(path) : path;
    if (sources.includes(file)) return `${file}:${line}`;
    if (file !== compiled) continue;
    const found = new SourceMap(map).findEntry(Number(line) - 1, Number(column) - 1);
    if ('originalSource' in found)
      return `${resolve(dirname(compiled), found.originalSource)}:${found.originalLine + 1}`;
  }
  return undefined;
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
