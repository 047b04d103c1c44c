import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

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
