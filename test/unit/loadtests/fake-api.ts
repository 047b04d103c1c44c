import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface FakeApi {
  /** Invoke URL of its stage. */
  readonly url: string;
  readonly received: Received[];
  close(): void;
}

/**
 * An API that accepts everything with 202; of the requests to `/pay/...`, every third gets 502.
 *
 * @param region the region that its answers name
 */
export async function startFakeApi(region?: string): Promise<FakeApi> {
  const received: Received[] = [];
  let payments = 0;
  const server = createServer((request, response) => {
    void textOf(request).then((body) => {
      const { method = '', url = '', headers } = request;
      received.push({ method, url, headers, body });
      if (url.startsWith('/dev/pay/')) payments += 1;
      if (region !== undefined) response.setHeader('x-evenkeel-region', region);
      response.writeHead(url.startsWith('/dev/pay/') && payments % 3 === 0 ? 502 : 202).end();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/dev`,
    received,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
