import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of evenkeel's own package.json, whether this file runs from the sources or from dist/. */
export function packageRoot(from: string = fileURLToPath(import.meta.url)): string {
  const folder = dirname(from);
  if (existsSync(join(folder, 'package.json'))) return folder;
  if (folder === from) throw new Error(`no package.json above ${fileURLToPath(import.meta.url)}; reinstall evenkeel`);
  return packageRoot(folder);
}
