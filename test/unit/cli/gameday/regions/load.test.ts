import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LoadDriver, LoadRequest, LoadResult } from '../../../../../chaos/schemas/index.ts';
import { shareLoad } from '../../../../../cli/gameday/regions/load.ts';
import { type Deferred, deferred } from './deferred.ts';

const URLS = { home: 'http://127.0.0.1:1', other: 'http://127.0.0.1:2' };

const RESULT: LoadResult = { exitCode: 0, droppedIterations: 0, scenarios: {}, failedThresholds: [], operations: [] };

let folder: string;
/** What the driver that both share was asked for. */
let sent: LoadRequest[];
let finish: Deferred<LoadResult>;
let shared: ReturnType<typeof shareLoad>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-shared-load-'));
  sent = [];
  finish = deferred();
  const driver: LoadDriver = {
    async start(request) {
      sent.push(request);
      await mkdir(join(request.runDirectory, 'k6'), { recursive: true });
      await writeFile(join(request.runDirectory, 'k6', 'plan.json'), '{"run":"r1"}');
      return {
        started: Promise.resolve(),
        finished: finish.promise,
        recent: (seconds) => Promise.resolve({ operations: seconds, failed: 1 }),
      };
    },
  };
  shared = shareLoad(driver, URLS);
});
afterEach(() => rm(folder, { recursive: true }));

const requestOf = (role: 'home' | 'other', more: Partial<LoadRequest> = {}): LoadRequest => ({
  run: 'r1',
  seed: 7,
  phases: [],
  runDirectory: join(folder, role),
  apiUrl: `http://127.0.0.1/${role}`,
  credentials: { headers: {} },
  signal: new AbortController().signal,
  ...more,
});

const startBoth = (home: Partial<LoadRequest> = {}, other: Partial<LoadRequest> = {}) =>
  Promise.all([shared.home.start(requestOf('home', home)), shared.other.start(requestOf('other', other))]);

const isSettled = async (promise: Promise<unknown> | undefined): Promise<boolean> => {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  promise?.then(settle, settle);
  await setImmediate();
  return settled;
};

describe('the load that the runs on two regions share', () => {
  it('starts once both have asked for it, and calls the API near each region', async () => {
    const waiting = shared.other.start(requestOf('other'));
    await setImmediate();
    expect(sent).toEqual([]);
    await Promise.all([shared.home.start(requestOf('home')), waiting]);
    expect(sent).toEqual([expect.objectContaining({ run: 'r1', runDirectory: join(folder, 'home'), urls: URLS })]);
  });

  it.each(['home', 'other'] as const)('begins no sooner than the run on the %s region is ready', async (late) => {
    const ready = { home: deferred(), other: deferred() };
    const early = late === 'home' ? 'other' : 'home';
    await startBoth({ ready: ready.home.promise }, { ready: ready.other.promise });
    ready[early].resolve();
    expect(await isSettled(sent[0]?.ready)).toBe(false);
    ready[late].resolve();
    await expect(sent[0]?.ready).resolves.toBeUndefined();
  });

  it('does not begin if one of the runs cannot', async () => {
    const ready = deferred();
    await startBoth({ ready: Promise.resolve() }, { ready: ready.promise });
    const beginning = expect(sent[0]?.ready).rejects.toThrow('no snapshot');
    ready.reject(new Error('no snapshot'));
    await beginning;
  });

  it.each(['home', 'other'] as const)('ends when the run on the %s region does', async (role) => {
    const ending = { home: new AbortController(), other: new AbortController() };
    await startBoth({ signal: ending.home.signal }, { signal: ending.other.signal });
    expect(sent[0]?.signal.aborted).toBe(false);
    ending[role].abort(new Error('stopped'));
    expect(sent[0]?.signal.reason).toEqual(new Error('stopped'));
  });

  it('gives both what was sent, and the files of k6', async () => {
    const loads = await startBoth();
    finish.resolve(RESULT);
    expect(await Promise.all(loads.map(({ finished }) => finished))).toEqual([RESULT, RESULT]);
    expect(await Promise.all(loads.map((load) => load.recent(5)))).toEqual([
      { operations: 5, failed: 1 },
      { operations: 5, failed: 1 },
    ]);
    for (const role of ['home', 'other']) {
      expect(await readFile(join(folder, role, 'k6', 'plan.json'), 'utf8')).toBe('{"run":"r1"}');
    }
  });

  it('that breaks, breaks for both', async () => {
    const loads = await startBoth();
    finish.reject(new Error('k6 broke'));
    for (const { finished } of loads) await expect(finished).rejects.toThrow('k6 broke');
  });

  it('is not waited for by a run that ends', async () => {
    const ending = new AbortController();
    const waiting = shared.home.start(requestOf('home', { signal: ending.signal }));
    ending.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
  });

  it('is refused if one run asks for it twice', async () => {
    const twice = [shared.home.start(requestOf('home')), shared.home.start(requestOf('home'))];
    for (const load of twice) await expect(load).rejects.toThrow('one run has asked for its load twice');
    expect(sent).toEqual([]);
  });
});
