/** Runs the comparison in its own process, bundled as a user's function is. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { ChildResult, ChildTask } from './child.ts';

/**
 * The limit of the heap in megabytes, like the memory of a function. Without it, V8 collects no garbage as long as the
 * machine has memory.
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
