import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const require = createRequire(import.meta.url);

/** Folders beside this one whose files end up in templates or bundles. */
const FOLDERS = ['services', 'systems/commerce/rules', 'infra'];

/** Folders of other packages whose files end up in bundles. */
const PACKAGE_FOLDERS = {
  '@evenkeel/reconciler': ['.'],
  '@evenkeel/chaos': ['injector', 'schemas', 'faults'],
} as const;

/** Files that say which packages are bundled; an installed package has no lock file. */
const PACKAGE_FILES = ['package.json', 'package-lock.json', '../package.json'];

/** A hash of all sources of an assembly, and of `options`. */
export async function sourcesHash(options: string): Promise<string> {
  const folders = [...FOLDERS.map((folder) => join(ROOT, folder)), ...packageFolders()];
  const files = (await Promise.all(folders.map(filesBelow))).flat().sort();
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

/** The folders: sources in a clone, where workspaces link the packages; built code in an installed package. */
function packageFolders(): string[] {
  return Object.entries(PACKAGE_FOLDERS).flatMap(([name, folders]) => {
    const root = dirname(require.resolve(`${name}/package.json`));
    const code = existsSync(join(root, 'index.ts')) ? root : join(root, 'dist');
    return folders.map((folder) => join(code, folder));
  });
}

/** A package's own dependencies and build are not sources. */
const isSource = (file: string): boolean => !/[\\/](node_modules|dist)[\\/]/.test(file);

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.filter((file) => isSource(relative(folder, file)));
}
