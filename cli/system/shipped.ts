import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the systems that ship with evenkeel; there is one. */
const SYSTEMS = fileURLToPath(new URL('../../systems/', import.meta.url));

/** TypeScript in the sources, JavaScript in dist/. */
const DEFINITION = `evenkeel.system${extname(import.meta.url)}`;

/** Path of the definition of the system that ships with evenkeel. */
export async function shippedDefinition(): Promise<string> {
  for (const name of await readdir(SYSTEMS)) {
    const file = join(SYSTEMS, name, DEFINITION);
    if (existsSync(file)) return file;
  }
  throw new Error(`this copy of evenkeel is incomplete: no folder in ${SYSTEMS} holds ${DEFINITION}`);
}
