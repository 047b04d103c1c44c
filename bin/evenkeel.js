#!/usr/bin/env node
// In a clone the sources run as they are, so that no stale build is ever tried; in the package only dist/ is there.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// The SDK warns of a Node.js version it will drop; the deployed functions run on a newer one.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const source = new URL('../cli/main.ts', import.meta.url);
if (existsSync(source)) {
  // The loader would read the tsconfig.json of whatever folder the command is run in.
  process.env['TSX_TSCONFIG_PATH'] ??= fileURLToPath(new URL('../tsconfig.json', import.meta.url));
  const { register } = await import('tsx/esm/api');
  register();
  await import(source.href);
} else {
  await import(new URL('../dist/cli/main.js', import.meta.url).href);
}
