import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { bundling } from '../bundling.ts';
import { ArgumentError } from './props.ts';

export interface BundledEntryOptions {
  /** Shortens the code; true by default. Code that is not minified has readable names in stack traces. */
  readonly minify?: boolean;
}

/**
 * Bundles one source file into the code of a function, as evenkeel bundles its own: ESM, minified, SDK included.
 *
 * @param entry path of a file that exports `handler`, relative to the working directory
 */
export function bundledEntry(entry: string, { minify = true }: BundledEntryOptions = {}): lambda.Code {
  if (typeof entry !== 'string' || !existsSync(entry)) {
    const given = typeof entry === 'string' ? resolve(entry) : String(entry);
    throw new ArgumentError(`bundledEntry: no file at ${given}; pass the path of a source file that exports a handler`);
  }
  const outdir = mkdtempSync(join(tmpdir(), 'evenkeel-bundle-'));
  const { metafile } = buildSync({
    ...bundling,
    minify,
    entryPoints: [{ in: entry, out: 'index' }],
    outdir,
    metafile: true,
  });
  const exported = Object.values(metafile.outputs).flatMap(({ exports }) => exports);
  if (!exported.includes('handler')) {
    throw new ArgumentError(`bundledEntry: ${resolve(entry)} exports no handler; export a function named handler`);
  }
  return lambda.Code.fromAsset(outdir);
}
