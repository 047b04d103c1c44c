/**
 * What stands in front of DynamoDB: it asks IAM before it passes a request on. DynamoDB Local keeps separate tables for
 * each access key, so the request goes on under the administrator's key; it does not verify signatures.
 */
import { type AddressInfo, connect as connectPlain, createServer, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { refuseForeignPages } from '../../core/admission.ts';
import { AccessDeniedError, AwsError, parseJson, renderError, type Site } from '../../core/index.ts';
import { permissionsOf } from '../permissions.ts';
import { type FrontRequest, RequestReader } from './request.ts';

export interface Front {
  /** The URL for clients. */
  readonly endpoint: string;
  readonly close: () => Promise<void>;
}

type FrontSite = Pick<Site, 'access' | 'region' | 'accountId' | 'credentials' | 'log'>;

const HEADERS = ['host', 'origin', 'authorization', 'x-amz-security-token'] as const;

/** Where the id of the key is in the head of a request, and the region that it is signed for: tables are kept apart by both. */
const KEY_ID = /Credential=(?<id>\w+)(?:\/\d+\/(?<region>[a-z0-9-]+))?/u;

/**
 * Asks IAM, and returns the bytes to pass on: signed with the administrator's key in the place of the caller's.
 *
 * @throws AwsError if it is not signed with a key of this account, or IAM denies it
 */
function admit(request: FrontRequest, site: FrontSite): Buffer {
  const headers: Record<string, string> = {};
  for (const name of HEADERS) {
    const value = request.header(name);
    if (value !== undefined) headers[name] = value;
  }
  refuseForeignPages(headers);
  const caller = site.access.identify(headers);
  if (caller === site.access.administrator) return request.bytes;
  const operation = request.header('x-amz-target')?.split('.').at(-1) ?? '';
  const { region = site.region } = KEY_ID.exec(request.head)?.groups ?? {};
  const account = { region, accountId: site.accountId };
  caller.demand(permissionsOf(operation, parseJson(request.body) as Readonly<Record<string, unknown>>, account));
  return signedWith(request, site.credentials.accessKeyId);
}

/** The key ids of this account all have the same length, so that the bytes that arrived can be passed on. */
function signedWith({ head, bytes }: FrontRequest, id: string): Buffer {
  const found = KEY_ID.exec(head);
  const own = found?.groups?.['id'] ?? '';
  const from = (found?.index ?? 0) + 'Credential='.length;
  if (own.length !== id.length) {
    return Buffer.concat([bytes.subarray(0, from), Buffer.from(id), bytes.subarray(from + own.length)]);
  }
  bytes.write(id, from, 'latin1');
  return bytes;
}

/** The response for what is not passed on. A denial has the form of DynamoDB's own. */
function refusal(error: unknown, log: FrontSite['log']): Buffer {
  const known =
    error instanceof AccessDeniedError
      ? new AwsError('com.amazon.coral.service#AccessDeniedException', error.message)
      : error instanceof AwsError
        ? error
        : new AwsError('InternalServerError', String(error), { status: 500 });
  if (known.status === 500) log(`dynamodb: ${error instanceof Error ? String(error.stack) : String(error)}`);
  const { status, headers = {}, body = '' } = renderError(known);
  const content = Buffer.from(body);
  const lines = Object.entries({ ...headers, 'content-length': String(content.length) });
  const head = [`HTTP/1.1 ${String(status)} Refused`, ...lines.map(([name, value]) => `${name}: ${value}`)];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), content]);
}

/** Where requests go, and how they are written for it. */
interface Upstream {
  readonly connect: () => Socket;
  readonly adapt: (bytes: Buffer) => Buffer;
}

function upstreamOf(endpoint: string, isOurs: boolean): Upstream {
  const { protocol, hostname, port, host, pathname } = new URL(endpoint);
  const place = {
    host: hostname.replace(/^\[|\]$/gu, ''),
    port: Number(port === '' ? (protocol === 'https:' ? 443 : 80) : port),
  };
  const prefix = pathname.replace(/\/$/u, '');
  return {
    connect: () => (protocol === 'https:' ? connectTls({ ...place, servername: place.host }) : connectPlain(place)),
    adapt: (bytes) => (isOurs ? bytes : addressed(bytes, prefix, host)),
  };
}

/** A request with the path and the host of another server. */
function addressed(bytes: Buffer, prefix: string, host: string): Buffer {
  const size = bytes.indexOf('\r\n\r\n');
  const head = bytes.toString('latin1', 0, size);
  const changed = head.replace(/ \//u, ` ${prefix}/`).replace(/\r\nhost:[^\r]*/iu, `\r\nhost: ${host}`);
  return Buffer.concat([Buffer.from(changed, 'latin1'), bytes.subarray(size)]);
}

/**
 * Passes the requests of one connection on over one of its own, whose responses it passes back unread: a client sends a
 * request only after the response to the one before.
 */
function serve(client: Socket, { connect, adapt }: Upstream, site: FrontSite): void {
  const reader = new RequestReader();
  const upstream = connect();
  for (const socket of [client, upstream]) socket.setNoDelay(true);
  client.on('close', () => upstream.destroy()).on('error', () => upstream.destroy());
  upstream.on('error', () => client.destroy());
  upstream.pipe(client);
  const pass = (request: FrontRequest): void => {
    try {
      upstream.write(adapt(admit(request, site)));
    } catch (error) {
      client.write(refusal(error, site.log));
    }
  };
  client.on('data', (chunk: Buffer) => {
    reader.push(chunk);
    try {
      for (let request = reader.next(); request; request = reader.next()) pass(request);
    } catch (error) {
      client.end(refusal(error, site.log));
    }
  });
}

/** Listens on a free port of 127.0.0.1. */
export async function startFront(
  { endpoint, isOurs }: { readonly endpoint: string; readonly isOurs: boolean },
  site: FrontSite,
): Promise<Front> {
  const upstream = upstreamOf(endpoint, isOurs);
  const open = new Set<Socket>();
  const server = createServer((client) => {
    open.add(client);
    client.once('close', () => open.delete(client));
    serve(client, upstream, site);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${String(port)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const client of open) client.destroy();
      }),
  };
}
