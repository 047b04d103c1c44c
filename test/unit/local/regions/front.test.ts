import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Clock } from '../../../../local/core/index.ts';
import { type Front, movedWithinMs, type ReachedRegion, startFront } from '../../../../local/regions/front.ts';

const HOME = 'us-east-1';
const AWAY = 'eu-west-1';
const CHECKERS = 8;
const SECOND = 1000;
const CHECK = { id: '', url: '', intervalMs: 10_000, failureThreshold: 3, searchString: '"status":"ok"' };

/** A clock that only the test advances. */
class ManualClock implements Clock {
  readonly speed = 1;
  #now = Date.UTC(2030, 0, 1);
  #sleepers: { readonly until: number; readonly wake: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const abort = (): void => {
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', abort);
      const wake = (): void => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      this.#sleepers.push({ until: this.#now + ms, wake });
    });
  }

  /** Passes time in steps of a second, each of which ends when all checkers sleep again. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += SECOND) {
      this.#now += SECOND;
      for (;;) {
        await this.#allSleep();
        const due = this.#sleepers.filter(({ until }) => until <= this.#now);
        if (due.length === 0) break;
        this.#sleepers = this.#sleepers.filter((sleeper) => !due.includes(sleeper));
        for (const { wake } of due) wake();
      }
    }
  }

  async #allSleep(): Promise<void> {
    while (this.#sleepers.length < CHECKERS) await new Promise(setImmediate);
  }
}

interface FakeRegion {
  readonly server: Server;
  health: { readonly status: number; readonly body: string };
}

const OK = { status: 200, body: '{"status":"ok"}' };

async function serveRegion(name: string): Promise<FakeRegion> {
  const server = createServer((request, response) => {
    if (request.url === '/live/healthcheck') {
      response.writeHead(region.health.status).end(region.health.body);
      return;
    }
    text(request).then(
      (body) => response.writeHead(202, { 'x-of': name }).end(`${request.method ?? ''} ${request.url ?? ''} ${body}`),
      () => response.destroy(),
    );
  });
  const region: FakeRegion = { server, health: OK };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return region;
}

let clock: ManualClock;
let front: Front;
let fakes: Map<string, FakeRegion>;

beforeEach(async () => {
  clock = new ManualClock();
  fakes = new Map([
    [HOME, await serveRegion(HOME)],
    [AWAY, await serveRegion(AWAY)],
  ]);
  const reached = [...fakes].map(([region, { server }]): ReachedRegion => {
    const apiUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/live`;
    const healthCheck = { ...CHECK, id: region };
    const record = { name: 'api.example.com', setIdentifier: region, region, healthCheckId: region };
    return { region, record, healthCheck, apiUrl, healthUrl: `${apiUrl}/healthcheck` };
  });
  front = await startFront(reached, { clock, log: () => undefined });
});

afterEach(async () => {
  await front.close();
  for (const { server } of fakes.values()) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const BOUND = movedWithinMs(CHECK);

/** The region that answers a customer; undefined if none does. */
const answering = async (near: string): Promise<string | undefined> => {
  const answer = await fetch(`${front.urls[near] ?? ''}/stock/nut`).catch(() => undefined);
  await answer?.arrayBuffer();
  return answer?.headers.get('x-evenkeel-region') ?? undefined;
};

describe('a front of two regions', () => {
  it('says within what time it moves customers: three checks, an answer that does not come, and a resolver', () => {
    expect(movedWithinMs(CHECK)).toBe(98 * SECOND);
    expect(movedWithinMs({ ...CHECK, intervalMs: 30_000, failureThreshold: 1 })).toBe(98 * SECOND);
    expect(movedWithinMs({ ...CHECK, failureThreshold: 10 })).toBe(168 * SECOND);
  });

  it('passes requests on to the nearest one, and answers back as they are', async () => {
    const answer = await fetch(`${front.urls[AWAY] ?? ''}/checkout?x=1`, { method: 'POST', body: 'a cart' });
    expect([answer.status, answer.headers.get('x-of'), await answer.text()]).toEqual([
      202,
      AWAY,
      'POST /live/checkout?x=1 a cart',
    ]);
    expect([await answering(HOME), await answering(AWAY)]).toEqual([HOME, AWAY]);
  });

  it('gives no answer for a region that is cut off, and moves its customers within the bound', async () => {
    await clock.pass(15_000);
    await answering(HOME);
    front.cutOff(HOME, true);
    expect(await answering(HOME)).toBeUndefined();
    await clock.pass(BOUND);
    expect([await answering(HOME), await answering(AWAY)]).toEqual([AWAY, AWAY]);
    expect(front.report().unanswered).toEqual({ [HOME]: 1 });
  });

  it('does not move them before the failure threshold is reached', async () => {
    front.cutOff(HOME, true);
    await clock.pass(20_000);
    expect(front.report().health).toEqual([]);
    expect(await answering(HOME)).toBeUndefined();
  });

  it('brings them back when the region answers again, and says when', async () => {
    await answering(HOME);
    front.cutOff(HOME, true);
    await clock.pass(BOUND);
    await answering(HOME);
    front.cutOff(HOME, false);
    await clock.pass(BOUND);
    expect(await answering(HOME)).toBe(HOME);
    expect(front.report().health.map(({ region, isHealthy }) => [region, isHealthy])).toEqual([
      [HOME, false],
      [HOME, true],
    ]);
    expect(front.report().moves.map(({ place, to }) => [place, to])).toEqual([
      [HOME, HOME],
      [HOME, AWAY],
      [HOME, HOME],
    ]);
  });

  it('leaves a region that answers customers, but whose write path does not work', async () => {
    fakes.get(HOME)!.health = { status: 503, body: '{"status":"unavailable"}' };
    expect(await answering(HOME)).toBe(HOME);
    await clock.pass(BOUND);
    expect(await answering(HOME)).toBe(AWAY);
  });

  it('answers as if both worked when neither does', async () => {
    for (const fake of fakes.values()) fake.health = { status: 503, body: '' };
    await clock.pass(BOUND);
    expect([await answering(HOME), await answering(AWAY)]).toEqual([HOME, AWAY]);
  });

  it('names its regions when it does not know one', () => {
    expect(() => {
      front.cutOff('mars', true);
    }).toThrow('there is no region mars; the regions are us-east-1, eu-west-1');
  });
});
