import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../../../local/cache-folder.ts';
import { freePort, openChildren } from '../../../local/children/index.ts';
import { findEmulator } from '../../../local/dynamodb/emulator.ts';
import { startDynamoDbLocal as startEngine } from '../../../local/dynamodb/engine.ts';
import { signedHeaders } from '../../local-credentials.ts';

export interface DynamoDbLocal {
  readonly endpoint: string;
  readonly call: (target: string, body: object) => Promise<Record<string, unknown>>;
  readonly stop: () => Promise<void>;
}

/** A fresh in-memory DynamoDB Local, for tests that need the real engine. */
export async function startDynamoDbLocal(): Promise<DynamoDbLocal> {
  const directory = await mkdtemp(join(tmpdir(), 'evenkeel-engine-'));
  const children = await openChildren(directory);
  const port = await freePort();
  await startEngine(children, port, await findEmulator({ cache: cacheFolder(), notice: () => undefined }));
  const endpoint = `http://127.0.0.1:${String(port)}`;
  return {
    endpoint,
    async call(target, body) {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: { ...signedHeaders, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target },
        body: JSON.stringify(body),
      });
      return (await response.json()) as Record<string, unknown>;
    },
    async stop() {
      await children.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
