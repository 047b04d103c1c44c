import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { bundling } from '../bundle.ts';

/**
 * The code of a function from one source file, bundled as evenkeel bundles its own: ESM, minified, SDK included.
 *
 * @param entry file that exports `handler`
 */
export function bundledEntry(entry: string): lambda.Code {
  const outdir = mkdtempSync(join(tmpdir(), 'evenkeel-bundle-'));
  buildSync({ ...bundling, entryPoints: [{ in: entry, out: 'index' }], outdir });
  return lambda.Code.fromAsset(outdir);
}
