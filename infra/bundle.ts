import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { bundling } from './bundling.ts';

const ENTRIES = fileURLToPath(new URL('./functions/', import.meta.url));

/**
 * Bundles every function of the reference system into `<outdir>/<name>/index.mjs`, in one pass of esbuild.
 *
 * @param plugins esbuild plugins that replace modules, to build systems that are broken on purpose
 */
export async function bundleFunctions(outdir: string, plugins: readonly Plugin[] = []): Promise<void> {
  const entries = (await readdir(ENTRIES, { withFileTypes: true })).filter(
    (entry) => entry.isFile() && /^[a-z-]+\.[jt]s$/.test(entry.name),
  );
  await build({
    ...bundling,
    entryPoints: entries
      .map(({ name }) => ({ in: join(ENTRIES, name), out: `${basename(name, extname(name))}/index` }))
      .sort((left, right) => left.out.localeCompare(right.out)),
    outdir,
    plugins: [...plugins],
  });
}
