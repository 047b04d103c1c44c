import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { root } from './documents.ts';

/** What runs in a user's project, and what it says. */
const FOLDERS = ['cli', 'chaos', 'local', 'reconciler', 'reports', 'loadtests', 'infra/constructs', 'infra/platform'];

const COMMENTS = /\/\*[\s\S]*?\*\/|(?<=^|[\s;])\/\/.*$/gm;
const IMPORTS = /^(?:import|export) [\s\S]*?;$|import\([^)]*\)|new URL\([^)]*\)/gm;
const PATH =
  /(?<!blob\/main\/)\b(?:infra|local|services|systems|test|docs|reconciler|chaos|cli|reports)\/[\w/-]+\.(?:ts|tsx|md|ya?ml)\b/g;

it('no message names a file that only a clone of the repository has', async () => {
  const named: string[] = [];
  for (const folder of FOLDERS) {
    const files = await readdir(join(root, folder), { recursive: true });
    for (const file of files.filter((each) => /\.tsx?$/.test(each) && !/node_modules|dist\//.test(each))) {
      const text = await readFile(join(root, folder, file), 'utf8');
      const code = text.replaceAll(COMMENTS, '').replaceAll(IMPORTS, '');
      for (const [path] of code.matchAll(PATH)) named.push(`${join(folder, file)}: ${path}`);
    }
  }
  expect(named).toEqual([]);
});
