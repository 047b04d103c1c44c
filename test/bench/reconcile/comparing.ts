/** Runs the comparison in a process of its own, bundled as a user's would be. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { ChildResult, ChildTask } from './child.ts';

/**
 * Bounds the heap, as the memory of a function does: V8 otherwise lets garbage wait for as long as the machine has room.
 * Megabytes.
 */
const HEAP = ['--max-old-space-size=64', '--max-semi-space-size=4'];

/** @param directory where the bundle goes */
export async function bundleChild(directory: string): Promise<(task: ChildTask) => Promise<ChildResult>> {
  const outfile = join(directory, 'child.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'child.ts')],
    bundle: true,
    outfile,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['pg-native'],
    banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
  });
  return async (task) => {
    const { stdout } = await promisify(execFile)(process.execPath, [...HEAP, outfile, JSON.stringify(task)]);
    return JSON.parse(stdout) as ChildResult;
  };
}
