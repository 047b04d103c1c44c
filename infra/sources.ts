import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** Folders whose files become part of templates or bundles. */
const FOLDERS = ['services', 'infra', 'reconciler', 'chaos/injector', 'chaos/schemas', 'chaos/faults'];

/** Files that determine the versions of bundled packages; an installed package has no lock file. */
const PACKAGE_FILES = ['package.json', 'package-lock.json', '../package.json'];

/** A hash of all sources of an assembly, and of `options`. */
export async function sourcesHash(options: string): Promise<string> {
  const files = (await Promise.all(FOLDERS.map((folder) => filesBelow(join(ROOT, folder))))).flat().sort();
  const hash = createHash('sha256').update(options);
  const contents = await Promise.all(files.map((file) => readFile(file)));
  for (const [index, file] of files.entries()) {
    hash.update(`\0${relative(ROOT, file).split(sep).join('/')}\0`).update(contents[index] ?? '');
  }
  for (const name of PACKAGE_FILES) {
    hash.update(`\0${name}\0`).update(await readFile(join(ROOT, name)).catch(() => ''));
  }
  return hash.digest('hex').slice(0, 20);
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
