/** Bundles the script that k6 runs: k6 resolves no package, and runs no TypeScript that imports one. */
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildFailure } from 'esbuild';
import type { JourneyScript } from '@evenkeel/chaos/schemas';
import { JourneyError } from './errors.ts';

/** TypeScript in the sources, JavaScript in dist/. */
const OWN_FILE = fileURLToPath(import.meta.url);
const LOADTESTS = join(dirname(OWN_FILE), '..');
const MAIN = join(LOADTESTS, 'journeys', `main${extname(OWN_FILE)}`);
const LIBRARY = join(LOADTESTS, 'k6', `index${extname(OWN_FILE)}`);

/**
 * The script: the journey `request` and, if the system has its own, those too.
 *
 * @throws JourneyError naming every problem of the system's module
 */
export async function bundleScript(journeys?: Pick<JourneyScript, 'module' | 'names'>): Promise<string> {
  const { build } = await import('esbuild');
  try {
    const { outputFiles } = await build({
      stdin: { contents: entryOf(journeys), resolveDir: LOADTESTS, sourcefile: 'script.js' },
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      mainFields: ['module', 'main'],
      target: 'es2022',
      alias: { 'evenkeel/k6': LIBRARY },
      external: ['k6', 'k6/*'],
      logLevel: 'silent',
      write: false,
    });
    return outputFiles[0]?.text ?? '';
  } catch (error) {
    if (journeys === undefined || !isBuildFailure(error)) throw error;
    throw new JourneyError(`${journeys.module} cannot be used: ${error.errors.map(lineOf).join('; ')}`, {
      cause: error,
    });
  }
}

function entryOf(journeys: Pick<JourneyScript, 'module' | 'names'> | undefined): string {
  const own = journeys === undefined || journeys.names.length === 0 ? [] : [exportOf(journeys)];
  return [`export * from ${JSON.stringify(MAIN)};`, ...own].join('\n');
}

const exportOf = ({ module, names }: Pick<JourneyScript, 'module' | 'names'>): string =>
  `export { ${names.join(', ')} } from ${JSON.stringify(module)};`;

const isBuildFailure = (error: unknown): error is BuildFailure => error instanceof Error && 'errors' in error;

function lineOf({ text, location }: BuildFailure['errors'][number]): string {
  return location === null || location.file === 'script.js' ? text : `${location.file}:${location.line}: ${text}`;
}
