import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Probe } from '../../../../chaos/schemas/index.ts';
import { ask, namesOf, type ProbeContext, type ProbePorts } from '../../../../chaos/runner/probes/index.ts';
import type { TargetClients } from '../../../../chaos/runner/ports.ts';

const ports: ProbePorts = { probeModules: new Map(), credentials: { 'x-api-key': 'k' } };

function context(apiUrl: string, clients: Partial<Record<keyof TargetClients, object>> = {}): ProbeContext {
  return {
    system: { target: 'local', stage: 'dev', region: 'us-east-1', prefix: 'evenkeel-dev-', apiUrl, environment: {} },
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
    ask(Probe.parse({ probe: 'http', path, ...more }), context(at), ports);

  it('holds when it is answered with one of the statuses in time, past the front door', async () => {
    expect(await asked('/products')).toMatchObject({ holds: true, says: expect.stringMatching(/^answered 200 after/) });
    expect(keys.at(-1)).toBe('k');
    expect(await asked('/broken', { status: [200, 503] })).toMatchObject({ holds: true });
  });

  it('does not hold for another status, no answer in time, or none at all, and says which', async () => {
    expect(await asked('/broken')).toMatchObject({ holds: false, says: expect.stringMatching(/503 .*not 200/) });
    expect(await asked('/slow', { withinMs: 50 })).toEqual({ holds: false, says: 'no answer within 50 ms' });
    expect(await asked('/', {}, 'http://127.0.0.1:1')).toMatchObject({
      holds: false,
      says: expect.stringMatching(/^no answer: /),
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
    return { sent, answer: ask(probe, context('http://127.0.0.1:1', { cloudwatch: { send } }), ports) };
  };

  it('looks back over whole minutes, in the stage’s own namespace', async () => {
    const { sent, answer } = asking([1, 2], { atMost: 3, overSeconds: 120 });
    expect(await answer).toEqual({ holds: true, says: 'Sum of Rollbacks over 120 s: 3 (at most 3)' });
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
  ])('of %j by %s within %j: %s', async (values, statistic, bounds, holds) => {
    expect(await asking(values, { statistic, ...bounds }).answer).toMatchObject({ holds });
  });
});

describe('a probe on alarms', () => {
  const answer = (names?: readonly string[]) => {
    const MetricAlarms = [
      { AlarmName: 'evenkeel-dev-errors-payment', StateValue: 'ALARM' },
      { AlarmName: 'evenkeel-dev-errors-warehouse', StateValue: 'OK' },
    ];
    const cloudwatch = { send: () => Promise.resolve({ MetricAlarms }), config: {} };
    return import('@aws-sdk/client-cloudwatch').then(({ CloudWatchClient }) => {
      const client = Object.assign(Object.create(CloudWatchClient.prototype as object) as object, cloudwatch);
      return ask(Probe.parse({ probe: 'alarms', names }), context('http://127.0.0.1:1', { cloudwatch: client }), ports);
    });
  };

  it('names those that are in ALARM, of all or of the named ones', async () => {
    expect(await answer()).toEqual({ holds: false, says: 'in ALARM: errors-payment' });
    expect(await answer(['errors-warehouse'])).toMatchObject({ holds: true });
  });

  it('does not hold when the system has no such alarm', async () => {
    expect(await answer(['gone'])).toEqual({ holds: false, says: 'the system has no alarm gone' });
  });
});

describe('a probe of the user’s', () => {
  const probe = Probe.parse({ probe: 'module', file: './stock.ts' });
  const given = (module: () => Promise<unknown>) =>
    ask(probe, context('http://127.0.0.1:1'), { ...ports, probeModules: new Map([['./stock.ts', module as never]]) });

  it('answers by itself', async () => {
    expect(await given(() => Promise.resolve({ holds: false, says: 'no' }))).toEqual({ holds: false, says: 'no' });
  });

  it('has given no answer when it throws, or answers otherwise', async () => {
    await expect(given(() => Promise.reject(new Error('boom')))).rejects.toThrow('boom');
    await expect(given(() => Promise.resolve(true))).rejects.toThrow(/\.\/stock\.ts must resolve to/);
  });
});

it('gives each probe of a list a name of its own', () => {
  const list = [{ probe: 'http', path: '/a' }, { probe: 'alarms' }, { probe: 'http', path: '/a' }];
  expect(namesOf(list.map((one) => Probe.parse(one)))).toEqual(['http /a', 'alarms', 'http /a (3)']);
});
