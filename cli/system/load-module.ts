import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Loader, Plugin } from 'esbuild';

const TYPESCRIPT: Readonly<Record<string, Loader>> = { '.ts': 'ts', '.mts': 'ts', '.cts': 'ts', '.tsx': 'tsx' };

/**
 * Imports a user's module. TypeScript is first compiled, together with the modules that it imports by path, to a temporary
 * file in the same folder. That way its packages are found, whatever module type its package.json declares and whichever
 * version of Node.js runs it.
 */
export async function loadModule(file: string): Promise<unknown> {
  if (TYPESCRIPT[extname(file)] === undefined) return import(pathToFileURL(file).href);
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
    write: false,
    logLevel: 'silent',
    plugins: [ownUrls],
  });
  const compiled = join(dirname(file), `.evenkeel-${randomBytes(4).toString('hex')}.mjs`);
  try {
    await writeFile(compiled, outputFiles[0]?.contents ?? '', { flag: 'wx' });
    return await import(pathToFileURL(compiled).href);
  } finally {
    await rm(compiled, { force: true });
  }
}

/** Keeps `import.meta.url` of each module, instead of the URL of the file that all are compiled to. */
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
