import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The version of evenkeel itself, not of the project that the command runs in. */
export function evenkeelVersion(): string {
  const manifests = ['./package.json', '../../package.json'].map((path) => new URL(path, import.meta.url));
  const manifest = manifests.find((url) => existsSync(url));
  if (manifest === undefined)
    throw new Error(`evenkeel's package.json is missing: ${fileURLToPath(manifests[1] ?? '')}`);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
