import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ExpectedOutcome, type LoadRequest, Operation, Phase } from '../../../chaos/schemas/index.ts';
import { bundleScript, createLoadDriver, JourneyError, obtainK6 } from '../../../loadtests/entry.ts';
import { parentWatch } from '../../../local/children/index.ts';
import { type FakeApi, startFakeApi } from './fake-api.ts';

const MODULE = fileURLToPath(new URL('fixtures/journeys.ts', import.meta.url));

let api: FakeApi;
let runDirectory: string;

beforeEach(async () => {
  api = await startFakeApi();
  runDirectory = await mkdtemp(join(tmpdir(), 'evenkeel-load-'));
});

afterEach(async () => {
  api.close();
  await rm(runDirectory, { recursive: true });
});

async function start(request: Partial<LoadRequest> & Pick<LoadRequest, 'phases'>) {
  const driver = createLoadDriver({ k6: await obtainK6(), parentWatch });
  return driver.start({
    run: 'r1',
    seed: 7,
    runDirectory,
    apiUrl: api.url,
    credentials: { headers: {} },
    signal: new AbortController().signal,
    ...request,
  });
}

const ids = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

/** Everything that a run keeps of its load. */
async function filesOfRun(): Promise<string> {
  const folder = join(runDirectory, 'k6');
  const files = await readdir(folder);
  return (await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))).join('\n');
}

/** Real k6 against a small server. */
describe('the k6 load driver', () => {
  const phases = [
    Phase.parse({ name: 'calm', seconds: 1, scenarios: [{ name: 'shop', journey: 'order', rate: 10 }] }),
    Phase.parse({
      name: 'rough',
      seconds: 1,
      scenarios: [
        { name: 'shop', journey: 'order', rate: 5 },
        { name: 'seen', journey: 'look', rate: 4 },
      ],
    }),
  ];
  const own = (signal?: AbortSignal) =>
    start({
      phases,
      journeys: { module: MODULE, names: ['order', 'look'], data: { seats: 3 } },
      credentials: { headers: { 'X-Api-Key': 'key-of-mine' }, secrets: { desk: 'desk-of-mine' } },
      ...(signal && { signal }),
    });

  it("sends every planned operation of a system's own journeys once, with unique ids", async () => {
    const load = await own();
    await load.started;
    const result = await load.finished;

    expect(result).toMatchObject({ exitCode: 0, droppedIterations: 0, failedThresholds: [] });
    expect(result.scenarios).toEqual({ shop: { planned: 15, started: 15 }, seen: { planned: 4, started: 4 } });
    const expected = [...ids('r1-shop', 15), ...ids('r1-seen', 4)].sort();
    expect(result.operations.map(({ correlationId }) => correlationId).sort()).toEqual(expected);
    expect(api.received.map(({ headers }) => headers['x-correlation-id']).sort()).toEqual(expected);
    for (const operation of result.operations) expect(Operation.parse(operation).status).toBe(202);
  }, 60_000);

  it('passes its data, credentials and secrets to the journeys, and what they ask for to the history', async () => {
    const { operations } = await (await own()).finished;
    for (const { method, url, headers, body } of api.received.filter(({ url: path }) => path === '/dev/orders')) {
      expect({ method, url, body }).toEqual({ method: 'POST', url: '/dev/orders', body: '{"seats":3}' });
      expect(headers).toMatchObject({ 'x-api-key': 'key-of-mine', 'x-desk': 'desk-of-mine' });
    }
    const asked = (journey: string) => operations.filter((one) => one.journey === journey).map((one) => one.asked);
    const whole = { method: 'POST', path: '/orders', body: { seats: 3 }, seats: 3 };
    expect(asked('order')).toEqual(Array.from({ length: 15 }, () => whole));
    expect(asked('look')).toEqual(Array.from({ length: 4 }, () => ({ method: 'GET', path: '/events' })));
  }, 60_000);

  it('says of every request of a journey which iteration sent it', async () => {
    const phase = Phase.parse({ name: 'calm', seconds: 2, scenarios: [{ name: 'shop', journey: 'greet', rate: 4 }] });
    await (await start({ phases: [phase], journeys: { module: MODULE, names: ['greet'], data: {} } })).finished;
    const requests = (await readFile(join(runDirectory, 'k6/points.ndjson'), 'utf8'))
      .split('\n')
      .filter((line) => line.includes('"metric":"http_reqs","type":"Point"') && line.includes('"scenario"'));
    const idsOf = requests.map((line) => /"correlation_id":"([^"]+)"/.exec(line)?.[1] ?? 'none').sort();
    expect(idsOf).toEqual(
      ids('r1-shop', 8)
        .flatMap((id) => [id, id])
        .sort(),
    );
  }, 60_000);

  it('keeps credentials and secrets out of the run directory', async () => {
    await (await own()).finished;
    expect(await filesOfRun()).not.toContain('-of-mine');
  }, 60_000);

  it('ends immediately when aborted, with the operations sent so far', async () => {
    const stop = new AbortController();
    const load = await own(stop.signal);
    await load.started;
    stop.abort();
    const { operations } = await load.finished;
    expect(operations.length).toBeLessThan(19);
  }, 60_000);
});

describe('the load of a system of two regions', () => {
  let near: { readonly home: FakeApi; readonly other: FakeApi };
  beforeEach(async () => {
    near = { home: await startFakeApi('us-east-1'), other: await startFakeApi('eu-west-1') };
  });
  afterEach(() => {
    near.home.close();
    near.other.close();
  });

  it("calls the API of the sender's closest region, and records which region answered", async () => {
    const phase = Phase.parse({
      name: 'calm',
      seconds: 1,
      scenarios: [
        { name: 'shop', journey: 'look', rate: 4, near: 'home' },
        { name: 'away', journey: 'look', rate: 4, near: 'other' },
        { name: 'any', journey: 'look', rate: 4 },
        { name: 'plain', journey: 'request', request: { path: '/plain' }, rate: 4, near: 'other' },
      ],
    });
    const urls = { home: near.home.url, other: near.other.url };
    const journeys = { module: MODULE, names: ['look'], data: {} };
    const { operations } = await (await start({ phases: [phase], urls, journeys })).finished;
    const of = ({ received }: FakeApi) => received.map(({ headers }) => String(headers['x-correlation-id'])).sort();
    const wanted = {
      home: [...ids('r1-any', 4), ...ids('r1-shop', 4)],
      other: [...ids('r1-away', 4), ...ids('r1-plain', 4)],
    };
    expect({ home: of(near.home), other: of(near.other) }).toEqual(wanted);
    expect(api.received).toEqual([]);
    const answeredBy = (region: string) =>
      operations.flatMap((one) => (Operation.parse(one).region === region ? [one.correlationId] : [])).sort();
    expect({ home: answeredBy('us-east-1'), other: answeredBy('eu-west-1') }).toEqual(wanted);
  }, 60_000);
});

describe("the script of a system's journeys", () => {
  it('is refused with the name of each journey that its module does not export', async () => {
    const script = bundleScript({ module: MODULE, names: ['order', 'pay', 'rest'] });
    await expect(script).rejects.toThrow(JourneyError);
    await expect(script).rejects.toThrow(/journeys\.ts exports no function pay \(it exports .*order.*function rest/);
  });

  it('is refused with the line that does not compile', async () => {
    const module = join(runDirectory, 'broken.ts');
    await writeFile(module, 'export const fine = 1;\nexport function order( {\n');
    await expect(bundleScript({ module, names: ['order'] })).rejects.toThrow(/broken\.ts:\d/);
  });

  it('is refused with everything that cannot be resolved', async () => {
    const module = join(runDirectory, 'lost.ts');
    await writeFile(
      module,
      "import { a } from './a.ts';\nimport { b } from './b.ts';\nexport const order = () => a(b);\n",
    );
    await expect(bundleScript({ module, names: ['order'] })).rejects.toThrow(
      /lost\.ts:1: .*a\.ts.*lost\.ts:2: .*b\.ts/,
    );
  });

  it('is refused if there is no such module', async () => {
    const module = join(runDirectory, 'missing.ts');
    await expect(bundleScript({ module, names: ['order'] })).rejects.toThrow(`there is no file ${module}`);
  });
});

describe('the journey `request`', () => {
  async function load(outcomes: ExpectedOutcome[], credentials: LoadRequest['credentials'] = { headers: {} }) {
    const request = {
      method: 'POST',
      path: '/pay/{{iteration}}',
      headers: { 'X-Shop': 'corner' },
      body: { id: '{{correlationId}}', cents: 1250 },
    };
    const run = await start({
      phases: [
        Phase.parse({ name: 'rough', seconds: 1, scenarios: [{ name: 'pay', journey: 'request', rate: 9, request }] }),
      ],
      outcomes,
      credentials,
    });
    const result = await run.finished;
    return { result, recent: await run.recent(60) };
  }

  it('sends the request of the experiment once per iteration', async () => {
    const { result } = await load([{ scenario: 'pay', hitBy: 'crash', status: [502] }]);
    expect(api.received.map(({ url }) => url).sort()).toEqual(
      Array.from({ length: 9 }, (_, index) => `/dev/pay/${index}`),
    );
    for (const { method, url, headers, body } of api.received) {
      const correlationId = `r1-pay-${url.split('/').at(-1) ?? ''}`;
      expect({ method, body: JSON.parse(body) as unknown }).toEqual({
        method: 'POST',
        body: { id: correlationId, cents: 1250 },
      });
      expect(headers).toMatchObject({
        'x-correlation-id': correlationId,
        'x-shop': 'corner',
        'content-type': 'application/json',
      });
    }
    expect(result.operations.map(({ correlationId }) => correlationId).sort()).toEqual(ids('r1-pay', 9));
    expect(result.scenarios).toEqual({ pay: { planned: 9, started: 9 } });
  }, 60_000);

  it('sends the credentials, unless the experiment replaces them', async () => {
    await load([{ scenario: 'pay', hitBy: 'crash', status: [502] }], {
      headers: { Authorization: 'Bearer token-of-mine', 'x-shop': 'another' },
    });
    for (const { headers } of api.received) {
      expect(headers).toMatchObject({ authorization: 'Bearer token-of-mine', 'x-shop': 'corner' });
    }
    expect(await filesOfRun()).not.toContain('-of-mine');
  }, 60_000);

  it('crosses no threshold with failures that a fault is expected to cause, but counts them as failed', async () => {
    const { result, recent } = await load([{ scenario: 'pay', hitBy: 'crash', status: [502] }]);
    expect(result.failedThresholds).toEqual([]);
    expect(recent).toEqual({ operations: 9, failed: 3 });
  }, 60_000);

  it('crosses its thresholds with unexpected failures', async () => {
    const { result } = await load([]);
    expect(result.failedThresholds).toEqual(
      expect.arrayContaining([
        'http_req_failed{scenario:rough-pay}: rate<0.01',
        'checks{scenario:rough-pay}: rate>0.99',
      ]),
    );
  }, 60_000);
});
