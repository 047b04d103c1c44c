import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions, type Plugin } from 'esbuild';

const ENTRIES = fileURLToPath(new URL('./functions/', import.meta.url));

/** The SDK's providers of credentials, less those that no function meets. */
const CREDENTIALS = fileURLToPath(new URL(`./platform/lambda-credentials${extname(import.meta.url)}`, import.meta.url));

/** Packages in CommonJS ask for `require`, which an ES module has to make for itself. */
const BANNER =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/**
 * How code becomes a function. The AWS SDK is bundled too: that loads faster than the runtime's copy, and pins its
 * version. The output depends on the sources alone.
 */
export const bundling = {
  outExtension: { '.js': '.mjs' },
  bundle: true,
  minify: true,
  keepNames: true,
  legalComments: 'none',
  platform: 'node',
  target: 'node20',
  format: 'esm',
  mainFields: ['module', 'main'],
  banner: { js: BANNER },
  alias: { '@aws-sdk/credential-provider-node': CREDENTIALS },
  logLevel: 'silent',
} satisfies BuildOptions;

/**
 * Bundles every function into a folder of its own, `<outdir>/<name>/index.mjs`, in one pass of esbuild.
 *
 * @param plugins esbuild plugins that replace modules, for systems that are broken on purpose
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
