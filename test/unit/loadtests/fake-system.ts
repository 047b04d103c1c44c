import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CommerceSystem } from '../../../chaos/schemas/index.ts';

export interface FakeSystem {
  readonly description: CommerceSystem;
  readonly checkouts: { readonly correlationId: string; readonly body: unknown }[];
  /** The requests to `/dev/pay/...`. Every third gets status 502. */
  readonly payments: {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
  }[];
  close(): void;
}

/** The API's front, its secret and its clock on one port: enough for the load, without the commerce system. */
export async function startFakeSystem(): Promise<FakeSystem> {
  const checkouts: FakeSystem['checkouts'] = [];
  const payments: FakeSystem['payments'] = [];
  const server = createServer((request, response) => {
    void textOf(request).then((body) => {
      response.setHeader('content-type', 'application/json');
      if (request.url === '/clock') response.end(JSON.stringify({ now: '2030-01-01T00:00:00.000Z', speed: 20 }));
      else if (request.url === '/secrets/')
        response.end(JSON.stringify({ SecretString: 'a secret to sign tokens with' }));
      else if (request.url === '/dev/checkout') {
        const correlationId = String(request.headers['x-correlation-id']);
        checkouts.push({ correlationId, body: JSON.parse(body) });
        response.writeHead(202).end(JSON.stringify({ correlationId }));
      } else if (request.url?.startsWith('/dev/pay/') === true) {
        payments.push({ method: request.method ?? '', url: request.url, headers: request.headers, body });
        response.writeHead(payments.length % 3 === 0 ? 502 : 201).end();
      } else response.end(JSON.stringify({ state: 'COMPLETED' }));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    checkouts,
    payments,
    description: {
      target: 'local',
      stage: 'dev',
      region: 'us-east-1',
      prefix: 'evenkeel-dev-',
      apiUrl: `${url}/dev`,
      apiKeys: { basic: 'key-of-basic', premium: 'key-of-premium', power: 'key-of-power' },
      cluster: { arn: 'arn:cluster', secretArn: 'arn:secret' },
      tokenSecretArn: 'arn:token',
      environment: {
        AWS_ENDPOINT_URL_SECRETS_MANAGER: `${url}/secrets`,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
      },
      clockUrl: `${url}/clock`,
    },
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
