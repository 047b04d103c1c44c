/** Builds a script from the sources with one patch, and runs it. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import type { Mutation } from './mutation.ts';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../../..');

export interface PatchedRun {
  readonly isFailure: boolean;
  /** What the script wrote to stderr. */
  readonly message: string;
}

/** @throws Error for a patch that does not fit the sources */
export async function runPatched(
  script: string,
  mutation: Mutation | undefined,
  args: readonly string[],
): Promise<PatchedRun> {
  const directory = join(ROOT, 'node_modules/.cache/evenkeel-proof');
  await mkdir(directory, { recursive: true });
  const outfile = join(directory, `${process.pid}-${Date.now()}.mjs`);
  await build({
    entryPoints: [join(ROOT, script)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
    plugins: mutation === undefined ? [] : [patching(mutation)],
  });
  try {
    await run(process.execPath, [outfile, ...args], { cwd: ROOT, timeout: 300_000 });
    return { isFailure: false, message: '' };
  } catch (error) {
    return { isFailure: true, message: String((error as { readonly stderr?: string }).stderr ?? error) };
  } finally {
    await rm(outfile, { force: true });
  }
}

function patching({ file, search, replace }: Mutation): Plugin {
  const path = join(ROOT, file);
  return {
    name: 'patch',
    setup(plugin) {
      plugin.onLoad({ filter: /\.ts$/ }, async (args) => {
        if (args.path !== path) return undefined;
        const source = await readFile(path, 'utf8');
        if (source.split(search).length !== 2) throw new Error(`${file} does not hold once: ${search}`);
        return { contents: source.replace(search, () => replace), loader: 'ts' };
      });
    },
  };
}
