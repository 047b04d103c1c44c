#!/usr/bin/env node
// In a clone the sources run as they are, so that a stale build is never tried; the package holds dist/ only.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// With fewer, Node.js fails or hangs while it loads modules, before the command could say why.
const MIN_FILE_HANDLES = 64;
const limits = existsSync('/proc/self/limits') ? readFileSync('/proc/self/limits', 'utf8') : '';
const [, handles] = /^Max open files +(\d+)/m.exec(limits) ?? [];
if (handles !== undefined && Number(handles) < MIN_FILE_HANDLES) {
  console.error(
    `error the shell allows ${handles} file handles, which are too few: raise the limit with \`ulimit -n 4096\` and start again`,
  );
  process.exit(4);
}

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
