import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClock, createCredentials, jsonReply, serveAws } from '../../../../local/core/index.ts';
import { type AwsServer } from '../../../../local/core/server.ts';
import { signedHeaders } from '../../../local-credentials.ts';
import { localAccess } from '../../../local-site.ts';

describe('the local server', () => {
  let server: AwsServer;
  let taken = 0;

  beforeAll(async () => {
    const clock = createClock({ speed: 1, startAt: new Date() });
    server = await serveAws({ clock, port: 0, access: localAccess, log: () => undefined });
    const handle = () => {
      taken += 1;
      return Promise.resolve(jsonReply(200, {}));
    };
    const common = { handle, resourceTypes: [], close: () => Promise.resolve() };
    server.mount({ name: 'rds_data', ...common }, { name: 'execute_api', isPublic: true, ...common });
  });
  afterAll(() => server.close());

  /** Sends exactly these headers: `fetch` sets `Host` and `Origin` itself. */
  async function post(path: string, headers: Readonly<Record<string, string>>, body = '{}') {
    const outgoing = request(`${server.baseUrl}${path}`, { method: 'POST', headers });
    outgoing.on('error', () => undefined);
    outgoing.end(body);
    const [reply] = (await once(outgoing, 'response')) as [IncomingMessage];
    return { status: reply.statusCode, body: await text(reply) };
  }

  it.each([
    ['a page of another site', { origin: 'https://example.com' }],
    ['a page in a sandbox', { origin: 'null' }],
    ['a host name that resolves to this machine', { host: 'rebound.example.com' }],
    ['a host name that starts like an address', { host: '127.0.0.1.example.com' }],
    ['a host that is not one', { host: 'a b' }],
  ])('refuses the requests of %s, to every path', async (_, headers) => {
    taken = 0;
    for (const path of ['/rds_data/Execute', '/execute_api/a/prod/orders', '/_evenkeel/clock']) {
      expect(await post(path, { ...signedHeaders, ...headers })).toMatchObject({ status: 403 });
    }
    expect(taken).toBe(0);
  });

  it.each([
    ['its address', {}],
    ['localhost', { host: 'localhost:8080' }],
    ['IPv6', { host: '[::1]:8080' }],
    ['a page on this machine', { origin: 'http://localhost:5173' }],
  ])('takes the requests of %s', async (_, headers) => {
    expect(await post('/rds_data/Execute', { ...signedHeaders, ...headers })).toMatchObject({ status: 200 });
  });

  it('refuses a request that is not signed, such as the form of a web page', async () => {
    const { status, body } = await post('/rds_data/Execute', { 'content-type': 'text/plain' });
    expect(status).toBe(403);
    expect(JSON.parse(body)).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });

  it('refuses the key of another system', async () => {
    const { accessKeyId } = createCredentials();
    const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/x/aws4_request`;
    const { status, body } = await post('/rds_data/Execute', { authorization });
    expect(status).toBe(403);
    expect(JSON.parse(body)).toMatchObject({ __type: 'UnrecognizedClientException' });
  });

  it('takes unsigned requests to deployed APIs, which have authorisation of their own', async () => {
    expect(await post('/execute_api/a/prod/orders', {})).toMatchObject({ status: 200 });
  });

  it('stops reading a body above its limit', async () => {
    taken = 0;
    const reply = await post('/execute_api/a/prod/orders', {}, 'x'.repeat(12 * 1024 * 1024)).catch(
      (error: unknown) => error,
    );
    expect(taken).toBe(0);
    // The server answers while the client still sends, so the client sees the answer or a closed connection.
    expect(JSON.stringify(reply)).toMatch(/413|EPIPE|ECONNRESET/u);
  });
});

describe('key pairs', () => {
  it('differ between boots and cannot be guessed', () => {
    const pairs = Array.from({ length: 100 }, createCredentials);
    expect(new Set(pairs.map(({ accessKeyId }) => accessKeyId)).size).toBe(100);
    expect(new Set(pairs.map(({ secretAccessKey }) => secretAccessKey)).size).toBe(100);
    for (const { accessKeyId, secretAccessKey } of pairs) {
      expect(accessKeyId).toMatch(/^EVENKEEL[A-Za-z0-9]{16}$/);
      expect(secretAccessKey).toMatch(/^[A-Za-z0-9]{40}$/);
    }
  });
});
