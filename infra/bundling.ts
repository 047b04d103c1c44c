import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';

/** Replaces the SDK's chain of credential providers; inside Lambda only the environment provides credentials. */
const CREDENTIALS = fileURLToPath(new URL(`./platform/lambda-credentials${extname(import.meta.url)}`, import.meta.url));

/** CommonJS packages call `require`, which an ES module has to create for itself. */
const BANNER =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/**
 * How code becomes a function. The AWS SDK is bundled too: it loads faster than the runtime's copy, and its version is
 * pinned. The output depends on the sources alone.
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
