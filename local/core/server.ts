import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { AwsError, renderError } from './aws-error.ts';
import { jsonReply } from './rest-protocol.ts';
import type { AwsRequest, AwsResponse, AwsService, Clock } from './types.ts';

/** The path under which the simulator answers for itself: the clock, and what parts of it add. */
const OWN = '_evenkeel';

type Answer = (request: AwsRequest) => Promise<AwsResponse> | AwsResponse;

export interface AwsServer {
  /** e.g. `http://127.0.0.1:41234`; service X is at `<baseUrl>/x`. */
  readonly baseUrl: string;
  /** Answers `/<service name>/...` from now on; a service not mounted yet is answered 503. */
  readonly mount: (...services: readonly AwsService[]) => void;
  /** Answers `/_evenkeel/<name>`, for the simulator's own endpoints, which are no AWS API. */
  readonly answer: (name: string, answer: Answer) => void;
  /** Stops listening and drops open connections; the services are closed by whoever made them. */
  readonly close: () => Promise<void>;
}

/** Header values as one string each, names in lower case as Node gives them. */
function plainHeaders(message: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

/** `/sqs/queue?x` -> what is called (`sqs`) and the rest (`/queue?x`). */
function splitTarget(target: string): { readonly name: string; readonly rest: string } {
  const match = /^\/([^/?]*)(.*)$/su.exec(target);
  const rest = match?.[2] ?? '';
  return { name: match?.[1] ?? '', rest: rest.startsWith('/') ? rest : `/${rest}` };
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
 * The one HTTP server of all services, on 127.0.0.1. It sends no `Date` header: an SDK under a virtual clock would
 * take it for clock skew and repeat every error.
 */
export async function serveAws(options: {
  readonly clock: Clock;
  /** 0 takes a free port. */
  readonly port: number;
  readonly log: (message: string) => void;
}): Promise<AwsServer> {
  const { clock, port, log } = options;
  const services = new Map<string, Answer>();
  const own = new Map<string, Answer>([
    ['clock', () => jsonReply(200, { now: new Date(clock.now()).toISOString(), speed: clock.speed })],
  ]);

  const route = async (message: IncomingMessage): Promise<AwsResponse> => {
    const { name, rest } = splitTarget(message.url ?? '/');
    const url = new URL(rest.replace(/^\/+/u, '/'), 'http://127.0.0.1');
    const answer = name === OWN ? own.get(url.pathname.slice(1)) : services.get(name);
    if (!answer) {
      throw new AwsError('ServiceUnavailableException', `Nothing answers ${message.url ?? '/'}.`, { status: 503 });
    }
    const body = await buffer(message);
    return await answer({ method: message.method ?? 'GET', url, headers: plainHeaders(message), body });
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
      for (const service of added) services.set(service.name, (request) => service.handle(request));
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
