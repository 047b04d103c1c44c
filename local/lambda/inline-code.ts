import { existsSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Writes inline code into a folder. */
export async function writeInlineCode(directory: string, code: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'package.json'), '{}\n');
  await writeFile(join(directory, 'index.js'), code);
  const packages = packagesWithSdk([process.cwd(), dirname(fileURLToPath(import.meta.url))]);
  const link = join(directory, 'node_modules');
  if (packages !== undefined && !existsSync(link)) await symlink(packages, link);
}

/**
 * Lambda's runtimes have the AWS SDK. Here the packages of the project have it, or those of this package.
 *
 * @internal
 */
export function packagesWithSdk(folders: readonly string[]): string | undefined {
  return folders
    .flatMap(upwards)
    .map((folder) => join(folder, 'node_modules'))
    .find((packages) => existsSync(join(packages, '@aws-sdk')));
}

function upwards(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...upwards(above)];
}
