import { createRequire } from 'node:module';
import { join } from 'node:path';
import { existsSync } from 'node:fs';
import { projectRoot } from '../places.ts';

const require = createRequire(import.meta.url);

/** The versions that a run's journal keeps. */
export function versions(k6: string): Readonly<Record<string, string>> {
  const manifest = [join(projectRoot, 'package.json'), join(projectRoot, '..', 'package.json')].find(existsSync);
  const { version } = require(manifest ?? 'evenkeel/package.json') as { version: string };
  return { evenkeel: version, node: process.versions.node, k6 };
}
