import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Probe } from '../../../../chaos/schemas/index.ts';
import { probeNames } from '../../../../chaos/schemas/probe-names.ts';
import { askProbe, type ProbeContext, type ProbePorts } from '../../../../chaos/runner/probes/index.ts';
import type { TargetClients } from '../../../../chaos/target.ts';

const ports: ProbePorts = { modules: new Map(), credentials: { 'x-api-key': 'k' } };

function context(apiUrl: string, clients: Partial<Record<keyof TargetClients, object>> = {}): ProbeContext {
  return {
    system: {
      target: 'local',
      stage: 'dev',
      region: 'us-east-1',
      prefix: 'evenkeel-dev-',
      apiUrl,
      outputs: {},
      apiKeys: {},
      environment: {},
    },
    clients: clients as TargetClients,
    now: () => new Date('2026-01-01T12:00:30.000Z'),
    speed: 20,
    run: 'r1',
    when: 'before',
    signal: new AbortController().signal,
  };
}

describe('an http probe', () => {
  let server: Server;
  let url: string;
  const keys: (string | string[] | undefined)[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      keys.push(request.headers['x-api-key']);
      const answer = () => response.writeHead(request.url === '/broken' ? 503 : 200).end('[]');
      if (request.url === '/slow') setTimeout(answer, 300);
      else answer();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const asked = (path: string, more: object = {}, at = url) =>
    askProbe(Probe.parse({ probe: 'http', path, ...more }), context(at), ports);

  it('passes when one of the statuses is answered in time, with the credentials', async () => {
    expect(await asked('/products')).toMatchObject({ ok: true, message: expect.stringMatching(/^answered 200 after/) });
    expect(keys.at(-1)).toBe('k');
    expect(await asked('/broken', { status: [200, 503] })).toMatchObject({ ok: true });
  });

  it('passes only if the body contains the text that it must contain', async () => {
    expect(await asked('/products', { contains: '[' })).toMatchObject({ ok: true });
    expect(await asked('/products', { contains: '"sku"' })).toEqual({
      ok: false,
      message: expect.stringMatching(/^answered 200 after \d+ ms, without the text "sku"$/),
    });
    expect(await asked('/broken', { contains: '[' })).toMatchObject({
      message: expect.stringMatching(/^answered 503 after \d+ ms, not 200$/),
    });
  });

  it('fails for another status, a late answer or no answer, and says which', async () => {
    expect(await asked('/broken')).toMatchObject({ ok: false, message: expect.stringMatching(/503 .*not 200/) });
    expect(await asked('/slow', { withinMs: 50 })).toEqual({ ok: false, message: 'no answer within 50 ms' });
    expect(await asked('/', {}, 'http://127.0.0.1:1')).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^no answer: /),
    });
  });
});

describe('a metric probe', () => {
  const asking = (values: readonly number[], more: object) => {
    const sent: unknown[] = [];
    const send = (command: { input: unknown }) => {
      sent.push(command.input);
      return Promise.resolve({ MetricDataResults: [{ Values: values }] });
    };
    const probe = Probe.parse({ probe: 'metric', name: 'Rollbacks', ...more });
    return { sent, answer: askProbe(probe, context('http://127.0.0.1:1', { cloudwatch: { send } }), ports) };
  };

  it('looks back over whole minutes, in the stage’s own namespace', async () => {
    const { sent, answer } = asking([1, 2], { atMost: 3, overSeconds: 120 });
    expect(await answer).toEqual({ ok: true, message: 'Sum of Rollbacks over 120 s: 3 (at most 3)' });
    expect(sent[0]).toMatchObject({
      StartTime: new Date('2026-01-01T11:59:00.000Z'),
      EndTime: new Date('2026-01-01T12:01:00.000Z'),
      MetricDataQueries: [
        { MetricStat: { Metric: { Namespace: 'evenkeel-dev', MetricName: 'Rollbacks' }, Period: 60 } },
      ],
    });
  });

  it.each([
    [[4, 8], 'Average', { atMost: 5 }, false],
    [[4, 8], 'Maximum', { atMost: 8 }, true],
    [[4, 8], 'Minimum', { atLeast: 5 }, false],
    [[], 'Sum', { atMost: 0 }, true],
    [[], 'Sum', { atLeast: 1 }, false],
    [[], 'Maximum', { atLeast: 1 }, false],
    [[], 'Maximum', { atMost: 1 }, true],
  ])('of %j by %s within %j: %s', async (values, statistic, bounds, ok) => {
    expect(await asking(values, { statistic, ...bounds }).answer).toMatchObject({ ok });
  });
});

describe('a probe on alarms', () => {
  const answer = (names?: readonly string[]) => {
    const MetricAlarms = [
      { AlarmName: 'evenkeel-dev-errors-payment', StateValue: 'ALARM' },
      { AlarmName: 'evenkeel-dev-errors-warehouse', StateValue: 'OK' },
    ];
    const cloudwatch = { send: () => Promise.resolve({ MetricAlarms }) };
    return askProbe(Probe.parse({ probe: 'alarms', names }), context('http://127.0.0.1:1', { cloudwatch }), ports);
  };

  it('names the alarms in ALARM, among all or among the named ones', async () => {
    expect(await answer()).toEqual({ ok: false, message: 'in ALARM: errors-payment' });
    expect(await answer(['errors-warehouse'])).toMatchObject({ ok: true });
  });

  it('fails when the system has no such alarm', async () => {
    expect(await answer(['gone'])).toEqual({ ok: false, message: 'the system has no alarm gone' });
  });
});

describe('a probe module', () => {
  const probe = Probe.parse({ probe: 'module', file: './stock.ts' });
  const given = (module: () => Promise<unknown>) =>
    askProbe(probe, context('http://127.0.0.1:1'), { ...ports, modules: new Map([['./stock.ts', module as never]]) });

  it('answers by itself', async () => {
    expect(await given(() => Promise.resolve({ ok: false, message: 'no' }))).toEqual({ ok: false, message: 'no' });
  });

  it('gives no answer when it throws or resolves to something else', async () => {
    await expect(given(() => Promise.reject(new Error('boom')))).rejects.toThrow('boom');
    await expect(given(() => Promise.resolve(true))).rejects.toThrow(/\.\/stock\.ts must resolve to/);
  });
});

it('gives each probe of a list a unique name', () => {
  const list = [{ probe: 'http', path: '/a' }, { probe: 'alarms' }, { probe: 'http', path: '/a' }];
  expect(probeNames(list.map((one) => Probe.parse(one)))).toEqual(['http /a', 'alarms', 'http /a (3)']);
});
