import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** This file's extension: `.ts` in the sources, `.js` once compiled. The programs' files have the same one. */
const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/** The programs of execution environments: that of a worker thread, and that of the process with the threads. */
export interface WorkerPrograms {
  readonly worker: string;
  readonly host: string;
}

/**
 * Bundles each program into one file, so that it reads a single module at its start and needs none of the parent's module
 * loaders.
 *
 * @returns the paths of the files, which are named after a hash of their content
 */
export async function bundleWorker(directory: string): Promise<WorkerPrograms> {
  const [worker, host] = await Promise.all([bundle(directory, 'entry'), bundle(directory, 'host')]);
  return { worker, host };
}

async function bundle(directory: string, name: string): Promise<string> {
  const entry = fileURLToPath(new URL(`./worker/${name}${extension}`, import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
  });
  const [output] = outputFiles;
  if (!output) throw new Error(`esbuild produced no output for ${entry}`);
  const hash = createHash('sha256').update(output.contents).digest('hex').slice(0, 16);
  const file = join(directory, `lambda-${name}-${hash}.mjs`);
  await mkdir(directory, { recursive: true });
  await writeFile(file, output.contents);
  return file;
}
