import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AccessControl } from './access.ts';
import { NOBODY, refuseForeignPages } from './admission.ts';
import { AwsError, renderError } from './aws-error.ts';
import { jsonReply } from './rest-protocol.ts';
import type { AwsRequest, AwsResponse, AwsService, Clock } from './types.ts';

/** Path prefix of the simulator's own endpoints: the clock, and what its parts add, such as the signs of life. */
const OWN = '_evenkeel';

/**
 * Maximum size of a request's body, in bytes. It is above the limit of each service, so that a service answers with its
 * own error: API Gateway takes the largest bodies, of 10 MB.
 */
const MAX_BODY_BYTES = 11 * 1024 * 1024;

type Answer = (request: AwsRequest) => Promise<AwsResponse> | AwsResponse;

export interface AwsServer {
  /** For example `http://127.0.0.1:41234`; the service `sqs` is at `<baseUrl>/sqs`. */
  readonly baseUrl: string;
  /** Serves `/<service name>/...` from now on; until then, those paths return 503. */
  readonly mount: (...services: readonly AwsService[]) => void;
  /** Serves `/_evenkeel/<name>`: the simulator's own endpoints, which belong to no AWS API. */
  readonly answer: (name: string, answer: Answer) => void;
  /** Stops listening and drops open connections; does not close the services. */
  readonly close: () => Promise<void>;
}

/** Headers with one string per name; the names are in lower case, as Node.js gives them. */
function plainHeaders(message: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

/** Splits `/sqs/queue?x` into the service (`sqs`) and the rest (`/queue?x`). */
function splitTarget(target: string): { readonly name: string; readonly rest: string } {
  const match = /^\/([^/?]*)(.*)$/su.exec(target);
  const rest = match?.[2] ?? '';
  return { name: match?.[1] ?? '', rest: rest.startsWith('/') ? rest : `/${rest}` };
}

/** @throws AwsError 400 for what is no path, or a malformed percent-encoding, so that no service meets one */
function urlOf(target: string): URL {
  try {
    const url = new URL(target.replace(/^[/\\]+/u, '/'), 'http://127.0.0.1');
    decodeURIComponent(url.pathname);
    return url;
  } catch {
    throw new AwsError('BadRequestException', 'Bad Request');
  }
}

/** @throws AwsError 413 as soon as the body exceeds the limit, without keeping it */
async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      const text = `The request's body is larger than ${String(MAX_BODY_BYTES)} bytes.`;
      throw new AwsError('RequestEntityTooLargeException', text, { status: 413, headers: { connection: 'close' } });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function send(response: ServerResponse, { status, headers, body }: AwsResponse): void {
  response.writeHead(status, {
    'x-amzn-requestid': randomUUID(),
    ...headers,
    'content-length': Buffer.byteLength(body ?? ''),
  });
  response.end(body);
}

/**
 * Starts the HTTP server of all services, on 127.0.0.1. It sends no `Date` header: an SDK under a virtual clock would
 * see clock skew and retry every failed request.
 */
export async function serveAws(options: {
  readonly clock: Clock;
  /** 0 for any free port. */
  readonly port: number;
  /** Says who signed a request. */
  readonly access: Pick<AccessControl, 'identify'>;
  readonly log: (message: string) => void;
}): Promise<AwsServer> {
  const { clock, port, access, log } = options;
  const services = new Map<string, AwsService>();
  const own = new Map<string, Answer>([
    ['clock', () => jsonReply(200, { now: new Date(clock.now()).toISOString(), speed: clock.speed })],
  ]);

  const route = async (message: IncomingMessage): Promise<AwsResponse> => {
    const { name, rest } = splitTarget(message.url ?? '/');
    const headers = plainHeaders(message);
    refuseForeignPages(headers);
    const url = urlOf(rest);
    const service = services.get(name);
    const answer = name === OWN ? own.get(url.pathname.slice(1)) : service?.handle;
    if (!answer) {
      throw new AwsError('ServiceUnavailableException', `No service is available at ${message.url ?? '/'}.`, {
        status: 503,
      });
    }
    const caller = service && service.isPublic !== true ? access.identify(headers) : NOBODY;
    const body = await readBody(message);
    return await answer({ method: message.method ?? 'GET', url, headers, body, caller });
  };

  const server = createServer((message, response) => {
    response.sendDate = false;
    route(message)
      .catch((error: unknown) => {
        if (error instanceof AwsError) return renderError(error);
        log(
          `${message.method ?? ''} ${message.url ?? ''}: ${error instanceof Error ? String(error.stack) : String(error)}`,
        );
        return renderError(new AwsError('InternalFailure', String(error), { status: 500 }));
      })
      .then((reply) => {
        if (!response.destroyed) send(response, reply);
      })
      .catch((error: unknown) => {
        log(`${message.method ?? ''} ${message.url ?? ''}: ${String(error)}`);
        response.destroy();
      });
  });
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${String(address.port)}`,
    mount(...added) {
      for (const service of added) services.set(service.name, service);
    },
    answer(name, answer) {
      own.set(name, answer);
    },
    async close() {
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
      server.closeAllConnections();
      await closed;
    },
  };
}
