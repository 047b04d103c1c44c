/**
 * Engines for all files of a Jest run. Starting and warming up an engine costs seconds of CPU time, so a file gives its
 * engine back, empty, for the next one. They belong to Jest's own process, which outlives its workers.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Children } from '../../local/children/index.ts';
import type { EngineKind } from './start.ts';

export interface Pool {
  /** `POST /<kind>` takes an engine and answers its URL; `PUT /<kind>` with that URL gives it back. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Starts no engine until one is taken. */
export async function openPool(): Promise<Pool> {
  const free = new Map<string, string[]>();
  let opened: Promise<{ readonly directory: string; readonly children: Children }> | undefined;
  const open = async () => {
    const { openChildren } = await import('../../local/children/index.ts');
    const directory = await mkdtemp(join(tmpdir(), 'evenkeel-engines-'));
    return { directory, children: await openChildren(directory) };
  };
  const take = async (kind: string): Promise<string> => {
    const given = free.get(kind)?.pop();
    if (given !== undefined) return given;
    opened ??= open();
    const { directory, children } = await opened;
    const { startEngine } = await import('./start.ts');
    return startEngine(kind as EngineKind, children, directory);
  };
  const answer = async (request: IncomingMessage): Promise<string> => {
    const kind = (request.url ?? '').slice(1);
    if (request.method === 'POST') return take(kind);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    free.set(kind, [...(free.get(kind) ?? []), Buffer.concat(chunks).toString()]);
    return '';
  };
  const server = createServer((request, response) => {
    answer(request).then(
      (text) => response.end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  // A client may send its next request on the connection that the server is just closing.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    async close() {
      server.close();
      server.closeAllConnections();
      if (opened === undefined) return;
      const { directory, children } = await opened;
      await children.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
