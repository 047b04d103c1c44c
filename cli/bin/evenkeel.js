#!/usr/bin/env node
// In a clone the sources run as they are, so that a stale build is never tried; the package holds dist/ only.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// The SDK warns about a Node.js version that it will drop; the deployed functions run on a newer one.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const source = new URL('../main.ts', import.meta.url);
if (existsSync(source)) {
  // Without this the loader reads the tsconfig.json of the folder that the command runs in.
  const tsconfig = fileURLToPath(new URL('../../tsconfig.json', import.meta.url));
  if (existsSync(tsconfig)) process.env['TSX_TSCONFIG_PATH'] ??= tsconfig;
  const { register } = await import('tsx/esm/api');
  register();
  await import(source.href);
} else {
  await import(new URL('../dist/cli/main.js', import.meta.url).href);
}
