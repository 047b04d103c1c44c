import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DatabaseName } from './catalogue/function-spec.ts';

const SERVICES = fileURLToPath(new URL('../services/', import.meta.url));

export interface Migration {
  /** File name. The migrations of a database run once each, in the order of their names. */
  readonly name: string;
  readonly sql: string;
}

/** The SQL files of `services/<database>/migrations`, in the order in which they run. */
export function migrationsOf(database: DatabaseName): readonly Migration[] {
  const folder = join(SERVICES, database, 'migrations');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(folder, name), 'utf8') }));
}
