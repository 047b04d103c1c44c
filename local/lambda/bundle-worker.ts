import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** This file's extension: `.ts` in the sources, `.js` once compiled. The worker's entry file has the same one. */
const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/**
 * Bundles the worker's program into one file, so that a thread reads a single module at its start and needs none of the
 * parent's module loaders.
 *
 * @returns the path of the file, which is named after a hash of its content
 */
export async function bundleWorker(directory: string): Promise<string> {
  const entry = fileURLToPath(new URL(`./worker/entry${extension}`, import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
  });
  const [bundle] = outputFiles;
  if (!bundle) throw new Error(`esbuild produced no output for ${entry}`);
  const hash = createHash('sha256').update(bundle.contents).digest('hex').slice(0, 16);
  const file = join(directory, `lambda-worker-${hash}.mjs`);
  await mkdir(directory, { recursive: true });
  await writeFile(file, bundle.contents);
  return file;
}
