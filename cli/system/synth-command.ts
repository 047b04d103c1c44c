import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** The command that synthesizes the app of a project: its own script `synth`, if it has one. */
export async function synthCommand(folder: string): Promise<string> {
  try {
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
      readonly scripts?: Readonly<Record<string, string>>;
    };
    if (manifest.scripts?.['synth'] !== undefined) return 'npm run synth';
  } catch {
    // No project yet, or one that npm itself will complain about.
  }
  return 'npx cdk synth --quiet';
}

/** The nearest folder, from the given one upwards, that is a project of npm; the given one if there is none. */
export function projectOf(folder: string): string {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return at;
    if (dirname(at) === at) return resolve(folder);
  }
}
