/**
 * What stands between customers and two regions: it answers as Route 53's latency records and health checks do, and passes
 * requests on to the region that a customer's resolver knows. It has a URL for each place that customers are in.
 */
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Clock } from '../core/index.ts';
import { type Answer, moveBoundMs, TIME_LIMIT_MS } from '../route53/health-check.ts';
import { chooseRecord } from '../route53/latency.ts';
import { ALIAS_TTL_MS, type HealthCheck, type NamedRecord } from '../route53/names.ts';
import { type Memory, resolve } from '../route53/resolver.ts';
import { type Checkers, startCheckers } from './checkers.ts';

/** A region as the front reaches it. */
export interface ReachedRegion {
  readonly region: string;
  readonly record: NamedRecord;
  readonly healthCheck: HealthCheck;
  /** Local URLs, without a slash at their ends: of the API, and of what the health check asks. */
  readonly apiUrl: string;
  readonly healthUrl: string;
}

/** What the front has seen; virtual times. */
export interface FrontReport {
  /** When Route 53 considered a region unhealthy, and healthy again. */
  readonly health: readonly { readonly at: string; readonly region: string; readonly isHealthy: boolean }[];
  /** Which region the customers of a place were sent to, whenever that changed. */
  readonly moves: readonly { readonly at: string; readonly place: string; readonly to: string }[];
  /** Requests that a region that answers nothing has received from customers. */
  readonly unanswered: Readonly<Record<string, number>>;
}

export interface Front {
  /** The URL for customers, by the region that they are near to; without a slash at its end. */
  readonly urls: Readonly<Record<string, string>>;
  /** Cuts a region off: it answers neither customers nor health checks, and finishes what it has begun. */
  readonly cutOff: (region: string, isCutOff: boolean) => void;
  readonly report: () => FrontReport;
  readonly close: () => Promise<void>;
}

/** Virtual milliseconds within which the customers of a region that answers nothing are moved. */
export const movedWithinMs = (healthCheck: HealthCheck): number => moveBoundMs(healthCheck, ALIAS_TTL_MS);

/** Says which region answered. */
const REGION_HEADER = 'x-evenkeel-region';

export async function startFront(
  regions: readonly ReachedRegion[],
  { clock, log }: { readonly clock: Clock; readonly log: (message: string) => void },
): Promise<Front> {
  const ending = new AbortController();
  const { signal } = ending;
  const agent = new Agent({ keepAlive: true });
  const cut = new Set<string>();
  const open = new Map<string, Set<Socket>>(regions.map(({ region }) => [region, new Set()]));
  /** Aborts the health checks that wait for a region's answer. */
  const asked = new Map<string, AbortController>();
  const askIn = (region: string): AbortSignal => {
    const found = asked.get(region) ?? new AbortController();
    asked.set(region, found);
    return found.signal;
  };
  const health: FrontReport['health'][number][] = [];
  const moves: FrontReport['moves'][number][] = [];
  const unanswered = new Map<string, number>();
  const at = () => new Date(clock.now()).toISOString();

  const checkers = new Map<string, Checkers>(
    regions.map(({ region, healthCheck, healthUrl }) => {
      const ask = (stopped: AbortSignal) =>
        cut.has(region) ? noAnswer(clock, stopped) : askOnce(healthUrl, AbortSignal.any([stopped, askIn(region)]));
      const changed = (isHealthy: boolean): void => {
        health.push({ at: at(), region, isHealthy });
      };
      return [healthCheck.id, startCheckers(healthCheck, ask, { clock, signal, changed })];
    }),
  );

  const memories = new Map<string, Memory<ReachedRegion>>();
  const last = new Map<string, string>();
  /** The region that the customers of a place reach now. */
  const regionFor = (place: string): ReachedRegion => {
    const records = regions.map(({ record }) => record);
    const memory = resolve(memories.get(place), clock.now(), ALIAS_TTL_MS, () => {
      const chosen = chooseRecord(records, place, (id) => checkers.get(id)?.isHealthy() === true);
      const found = regions.find(({ record }) => record === chosen);
      if (found === undefined) throw new Error('there is no record to answer with');
      return found;
    });
    memories.set(place, memory);
    const { region } = memory.answer;
    if (last.get(place) !== region) moves.push({ at: at(), place, to: region });
    last.set(place, region);
    return memory.answer;
  };

  const serve = (place: string) => (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { region, apiUrl } = regionFor(place);
    if (cut.has(region)) {
      unanswered.set(region, (unanswered.get(region) ?? 0) + 1);
      incoming.socket.destroy();
      return;
    }
    const sockets = open.get(region);
    sockets?.add(incoming.socket);
    outgoing.once('close', () => sockets?.delete(incoming.socket));
    pass(incoming, outgoing, { region, url: `${apiUrl}${incoming.url ?? '/'}`, agent, log });
  };
  const servers = new Map<string, Server>();
  for (const { region } of regions) servers.set(region, await listen(serve(region)));

  return {
    urls: Object.fromEntries([...servers].map(([place, server]) => [place, urlOf(server)])),
    cutOff(region, isCutOff) {
      if (!open.has(region)) {
        throw new RangeError(`there is no region ${region}; the regions are ${[...open.keys()].join(', ')}`);
      }
      if (!isCutOff) {
        cut.delete(region);
        return;
      }
      cut.add(region);
      asked.get(region)?.abort();
      asked.delete(region);
      for (const socket of open.get(region) ?? []) socket.destroy();
    },
    report: () => ({ health, moves, unanswered: Object.fromEntries(unanswered) }),
    async close() {
      ending.abort();
      await Promise.all([...checkers.values()].map(({ closed }) => closed));
      for (const server of servers.values()) {
        const closed = new Promise<void>((done) =>
          server.close(() => {
            done();
          }),
        );
        server.closeAllConnections();
        await closed;
      }
      agent.destroy();
    },
  };
}

const urlOf = (server: Server): string => `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;

async function listen(serve: (incoming: IncomingMessage, outgoing: ServerResponse) => void): Promise<Server> {
  const server = createServer(serve);
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((done, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', done);
  });
  return server;
}

/** Passes one request on. Whatever goes wrong on the way ends the customer's connection, as a broken network does. */
function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  to: { readonly region: string; readonly url: string; readonly agent: Agent; readonly log: (message: string) => void },
): void {
  // The host stays what the customer asked for, so that the API refuses foreign pages.
  const headers = { ...incoming.headers };
  delete headers.connection;
  const upstream = request(to.url, { agent: to.agent, method: incoming.method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, [REGION_HEADER]: to.region });
    answer.pipe(outgoing);
    answer.on('error', () => incoming.socket.destroy());
  });
  upstream.on('error', (error) => {
    if (!incoming.socket.destroyed) to.log(`${to.region}: ${String(error)}`);
    incoming.socket.destroy();
  });
  incoming.pipe(upstream);
}

/** A region that answers nothing lets a checker wait for as long as it does. */
async function noAnswer(clock: Clock, signal: AbortSignal): Promise<undefined> {
  await clock.sleep(TIME_LIMIT_MS, signal);
}

async function askOnce(url: string, signal: AbortSignal): Promise<Answer | undefined> {
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
    const response = await fetch(url, { signal: limit, redirect: 'manual' });
    return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
  } catch {
    return undefined;
  }
}
