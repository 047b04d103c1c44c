/** Bundles the script that k6 runs: k6 resolves no package, and runs no TypeScript that imports one. */
import { existsSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildFailure, BuildOptions } from 'esbuild';
import type { JourneyScript } from '@evenkeel/chaos/schemas';
import { JourneyError } from './errors.ts';

/** TypeScript in the sources, JavaScript in dist/. */
const OWN_FILE = fileURLToPath(import.meta.url);
const LOADTESTS = join(dirname(OWN_FILE), '..');
const MAIN = join(LOADTESTS, 'journeys', `main${extname(OWN_FILE)}`);
const IN_ITERATION = join(LOADTESTS, 'journeys', `in-iteration${extname(OWN_FILE)}`);
const LIBRARY = join(LOADTESTS, 'k6', `index${extname(OWN_FILE)}`);

/**
 * The script: the journey `request` and, if the system has its own, those too.
 *
 * @throws JourneyError naming every problem of the system's module
 */
export async function bundleScript(journeys?: Pick<JourneyScript, 'module' | 'names'>): Promise<string> {
  if (journeys !== undefined) await demandJourneys(journeys);
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    ...SCRIPT,
    stdin: { contents: entryOf(journeys), resolveDir: LOADTESTS, sourcefile: 'script.js' },
  });
  return outputFiles[0]?.text ?? '';
}

const SCRIPT = {
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  mainFields: ['module', 'main'],
  target: 'es2022',
  alias: { 'evenkeel/k6': LIBRARY },
  external: ['k6', 'k6/*'],
  logLevel: 'silent',
  write: false,
} satisfies BuildOptions;

/** Checks the module by itself, because esbuild would blame the script around it. */
async function demandJourneys({ module, names }: Pick<JourneyScript, 'module' | 'names'>): Promise<void> {
  if (!existsSync(module)) throw new JourneyError([{ message: `there is no file ${module}` }]);
  const exported = await exportsOf(module);
  const known = exported.length === 0 ? 'it exports nothing' : `it exports ${exported.join(', ')}`;
  const missing = names.filter((name) => !exported.includes(name));
  if (missing.length === 0) return;
  throw new JourneyError(
    missing.map((journey) => ({ journey, message: `${module} exports no function ${journey} (${known})` })),
  );
}

async function exportsOf(module: string): Promise<readonly string[]> {
  const { build } = await import('esbuild');
  try {
    const { metafile } = await build({ ...SCRIPT, entryPoints: [module], metafile: true });
    return Object.values(metafile.outputs)[0]?.exports ?? [];
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    throw new JourneyError(
      error.errors.map((one) => ({ message: lineOf(module, one) })),
      { cause: error },
    );
  }
}

function entryOf(journeys: Pick<JourneyScript, 'module' | 'names'> | undefined): string {
  const own = journeys === undefined || journeys.names.length === 0 ? [] : exportsInIterations(journeys);
  return [`export * from ${JSON.stringify(MAIN)};`, ...own].join('\n');
}

/** Whatever a journey does before it asks for its iteration, k6 says of each of its requests which one it belongs to. */
function exportsInIterations({ module, names }: Pick<JourneyScript, 'module' | 'names'>): string[] {
  return [
    `import { inIteration } from ${JSON.stringify(IN_ITERATION)};`,
    `import * as journeys from ${JSON.stringify(module)};`,
    // Under names of their own, because a journey may have any.
    ...names.map((name, place) => `const journey${place} = inIteration(journeys.${name});`),
    `export { ${names.map((name, place) => `journey${place} as ${name}`).join(', ')} };`,
  ];
}

const isBuildFailure = (error: unknown): error is BuildFailure => error instanceof Error && 'errors' in error;

/** The place is relative to the working directory, as compilers print it. */
function lineOf(module: string, { text, location }: BuildFailure['errors'][number]): string {
  return location === null ? `${module}: ${text}` : `${location.file}:${location.line}: ${text}`;
}
