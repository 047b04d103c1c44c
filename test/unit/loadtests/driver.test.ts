import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ExpectedOutcome, Operation, Phase } from '../../../chaos/schemas/index.ts';
import { createLoadDriver, obtainK6 } from '../../../loadtests/entry.ts';
import { parentWatch } from '../../../local/children/index.ts';
import { type FakeSystem, startFakeSystem } from './fake-system.ts';

let system: FakeSystem;
let runDirectory: string;

beforeEach(async () => {
  system = await startFakeSystem();
  runDirectory = await mkdtemp(join(tmpdir(), 'evenkeel-load-'));
});

afterEach(async () => {
  system.close();
  await rm(runDirectory, { recursive: true });
});

const openDriver = async () => createLoadDriver({ k6: await obtainK6(), parentWatch });

/** Real k6 against a small server that answers as the API does. */
describe('the k6 load driver', () => {
  const phases = [
    Phase.parse({ name: 'calm', seconds: 1, scenarios: [{ name: 'shop', journey: 'checkout', rate: 10 }] }),
    Phase.parse({
      name: 'rough',
      seconds: 1,
      scenarios: [
        { name: 'shop', journey: 'checkout', rate: 5 },
        { name: 'dear', journey: 'over_limit', rate: 4 },
      ],
    }),
  ];

  async function start(signal: AbortSignal) {
    return (await openDriver()).start({ run: 'r1', seed: 7, phases, runDirectory, system: system.description, signal });
  }

  it('sends every planned operation once, with unique ids', async () => {
    const load = await start(new AbortController().signal);
    await load.started;
    const result = await load.finished;

    expect(result).toMatchObject({ exitCode: 0, droppedIterations: 0, failedThresholds: [] });
    expect(result.scenarios).toEqual({ shop: { planned: 15, started: 15 }, dear: { planned: 4, started: 4 } });
    const expected = [...ids('r1-shop', 15), ...ids('r1-dear', 4)].sort();
    expect(result.operations.map(({ correlationId }) => correlationId).sort()).toEqual(expected);
    expect(system.checkouts.map(({ correlationId }) => correlationId).sort()).toEqual(expected);
    for (const operation of result.operations) expect(Operation.parse(operation).status).toBe(202);
  }, 60_000);

  it('keeps keys and tokens out of the run directory', async () => {
    const load = await start(new AbortController().signal);
    await load.finished;
    for (const file of ['plan.json', 'summary.json', 'k6.log', 'points.ndjson']) {
      const text = await readFile(join(runDirectory, 'k6', file), 'utf8');
      expect(text).not.toContain(system.description.apiKeys.power);
      expect(text).not.toContain('Bearer');
    }
  }, 60_000);

  it('ends immediately when aborted, with the operations sent so far', async () => {
    const stop = new AbortController();
    const load = await start(stop.signal);
    await load.started;
    stop.abort();
    const { operations } = await load.finished;
    expect(operations.length).toBeLessThan(19);
  }, 60_000);
});

/** The same k6 on a system that has neither keys nor tokens. */
describe('the journey `request`', () => {
  async function load(outcomes: ExpectedOutcome[]) {
    const request = {
      method: 'POST',
      path: '/pay/{{iteration}}',
      headers: { 'X-Shop': 'corner' },
      body: { id: '{{correlationId}}', cents: 1250 },
    };
    const { apiUrl } = system.description;
    const driver = await openDriver();
    const run = await driver.start({
      run: 'r1',
      seed: 7,
      phases: [
        Phase.parse({ name: 'rough', seconds: 1, scenarios: [{ name: 'pay', journey: 'request', rate: 9, request }] }),
      ],
      outcomes,
      runDirectory,
      system: { target: 'aws', stage: 'dev', region: 'us-east-1', prefix: 'shop-', apiUrl, environment: {} },
      signal: new AbortController().signal,
    });
    const result = await run.finished;
    return { result, recent: await run.recent(60) };
  }

  it('sends the request of the experiment once per iteration, without credentials', async () => {
    const { result } = await load([{ scenario: 'pay', hitBy: 'crash', status: [502] }]);
    expect(system.payments.map(({ url }) => url).sort()).toEqual(
      Array.from({ length: 9 }, (_, index) => `/dev/pay/${index}`),
    );
    for (const { method, url, headers, body } of system.payments) {
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
      expect(Object.keys(headers)).not.toContain('authorization');
      expect(Object.keys(headers)).not.toContain('x-api-key');
    }
    expect(result.operations.map(({ correlationId }) => correlationId).sort()).toEqual(ids('r1-pay', 9));
    expect(result.scenarios).toEqual({ pay: { planned: 9, started: 9 } });
  }, 60_000);

  it("sends the key and token from the command's environment, and never writes them to a file", async () => {
    Object.assign(process.env, { EVENKEEL_API_KEY: 'key-of-mine', EVENKEEL_TOKEN: 'token-of-mine' });
    try {
      await load([{ scenario: 'pay', hitBy: 'crash', status: [502] }]);
    } finally {
      delete process.env['EVENKEEL_API_KEY'];
      delete process.env['EVENKEEL_TOKEN'];
    }
    for (const { headers } of system.payments) {
      expect(headers).toMatchObject({ 'x-api-key': 'key-of-mine', authorization: 'Bearer token-of-mine' });
    }
    for (const file of ['plan.json', 'summary.json', 'k6.log', 'points.ndjson']) {
      expect(await readFile(join(runDirectory, 'k6', file), 'utf8')).not.toContain('-of-mine');
    }
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

function ids(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
}
