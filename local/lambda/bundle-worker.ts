import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** This file's own extension: `.ts` as written, `.js` once compiled; the worker's entry lies beside it with the same. */
const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/**
 * Bundles the worker's program into one file, named by its content, so that a thread starts by reading one module and
 * needs no loader of the parent's. Gives its path.
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
  if (!bundle) throw new Error(`esbuild made nothing of ${entry}.`);
  const hash = createHash('sha256').update(bundle.contents).digest('hex').slice(0, 16);
  const file = join(directory, `lambda-worker-${hash}.mjs`);
  await mkdir(directory, { recursive: true });
  await writeFile(file, bundle.contents);
  return file;
}
