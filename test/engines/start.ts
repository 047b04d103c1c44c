/** Starts the engines that tests run stores on, each as a process of its own. */
import { cacheFolder } from '../../local/cache-folder.ts';
import { type Children, freePort } from '../../local/children/index.ts';
import { findEmulator } from '../../local/dynamodb/emulator.ts';
import { startDynamoDbLocal } from '../../local/dynamodb/engine.ts';
import { startPostgres } from '../../local/rds/engine/start.ts';

export type EngineKind = 'dynamodb' | 'postgres';

/**
 * @param directory where PostgreSQL may keep its files
 * @returns the URL of the engine; that of PostgreSQL names the superuser and its password
 */
export async function startEngine(kind: EngineKind, children: Children, directory: string): Promise<string> {
  if (kind === 'postgres') {
    const { host, port, user, password } = await startPostgres(children, directory);
    return `postgres://${user}:${password}@${host}:${String(port)}/postgres`;
  }
  const port = await freePort();
  await startDynamoDbLocal(children, port, await findEmulator({ cache: cacheFolder(), notice: () => undefined }));
  return `http://127.0.0.1:${String(port)}`;
}
