// Runs play.ts from any folder, as cli/bin/evenkeel.js runs the command's sources.
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
process.env['TSX_TSCONFIG_PATH'] ??= fileURLToPath(new URL('../../tsconfig.json', import.meta.url));
register();
await import('./play.ts');
