import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SystemDescription } from '../../chaos/schemas/index.ts';
import { credentialsOf } from '../../systems/commerce/credentials.ts';
import { connectionOf } from '../connection.ts';
import { python } from '../python.ts';
import { evenkeel, isAlive, ownCache, type Running } from './evenkeel.ts';
import { rolePolicies } from './iam.ts';
import { isDeniedWithout } from './removed-grants.ts';

/** `evenkeel up` as a new user meets it: over HTTP, with another vendor's AWS client, until Ctrl-C. */
describe('a system that is up', () => {
  let env: NodeJS.ProcessEnv;
  let up: Running;
  let system: SystemDescription;
  let headers: Record<string, string>;

  beforeAll(async () => {
    env = { EVENKEEL_CACHE: await ownCache(await mkdtemp(join(tmpdir(), 'evenkeel-system-'))) };
    up = evenkeel(['up', '--json', '--speed', '20'], { env });
    system = SystemDescription.strip().parse(await up.firstObject());
    headers = { 'content-type': 'application/json', ...(await credentialsOf(connectionOf(system))).headers };
  }, 180_000);

  afterAll(async () => {
    up.process.kill('SIGINT');
    await up.ended;
  }, 30_000);

  const call = (method: string, path: string, body?: unknown, extra: Record<string, string> = {}) =>
    fetch(`${system.apiUrl}${path}`, {
      method,
      headers: { ...headers, ...extra },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  const atRest = async (correlationId: string): Promise<Record<string, unknown>> => {
    for (let attempt = 0; attempt < 150; attempt += 1) {
      const response = await call('GET', `/orders/${correlationId}`);
      const order = (await response.json()) as Record<string, unknown>;
      if (order['state'] === 'COMPLETED' || order['state'] === 'ROLLED_BACK') return order;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(`order ${correlationId} did not come to rest in 30 s`);
  };

  const ordinaryCart = { customerId: 'customer-01', lines: [{ sku: 'ord-01', quantity: 1 }], method: 'card' };

  it('completes a checkout in every service', async () => {
    const accepted = await call('POST', '/checkout', ordinaryCart, { 'x-correlation-id': 'e2e-completed-1' });
    expect(accepted.status).toBe(202);
    expect(await accepted.json()).toMatchObject({ correlationId: 'e2e-completed-1' });
    expect(await atRest('e2e-completed-1')).toMatchObject({
      state: 'COMPLETED',
      answers: { payment: 'CAPTURED', warehouse: 'COMMITTED', shipping: 'DISPATCHED' },
    });
  }, 60_000);

  it('shows the saga step by step', async () => {
    const trace = (await (await call('GET', '/orders/e2e-completed-1/trace')).json()) as {
      trace: { service: string; state: string }[];
    };
    expect(trace.trace.map((step) => step.state)).toEqual(
      expect.arrayContaining(['PENDING', 'AUTHORISED', 'RESERVED', 'PLANNED', 'COMMITTING', 'CAPTURED', 'COMPLETED']),
    );
  });

  it('rolls back a checkout of 100.00 USD in every service', async () => {
    const cart = { customerId: 'customer-01', lines: [{ sku: 'pre-01', quantity: 1 }], method: 'card' };
    const accepted = await call('POST', '/checkout', cart, { 'x-correlation-id': 'e2e-rolledback-1' });
    expect(accepted.status).toBe(202);
    const order = await atRest('e2e-rolledback-1');
    expect(order).toMatchObject({ state: 'ROLLED_BACK', answers: { payment: 'DECLINED', shipping: 'CANCELLED' } });
  }, 60_000);

  it('accepts a repeated checkout once, and refuses a different one with the same id', async () => {
    const id = { 'x-correlation-id': 'e2e-completed-1' };
    expect((await call('POST', '/checkout', ordinaryCart, id)).status).toBe(202);
    const other = { ...ordinaryCart, lines: [{ sku: 'ord-02', quantity: 2 }] };
    expect((await call('POST', '/checkout', other, id)).status).toBe(409);
  });

  it('names every mistake in a request at once', async () => {
    const response = await call('POST', '/checkout', {
      customerId: 7,
      lines: [{ sku: 'ord-01', quantity: 0 }],
      extra: 1,
    });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const problem = JSON.stringify(await response.json());
    for (const path of ['customerId', 'quantity', 'extra']) expect(problem).toContain(path);
  });

  it('requires a key and a token', async () => {
    expect((await call('GET', '/products', undefined, { 'x-api-key': 'no-such-key' })).status).toBe(403);
    expect([401, 403]).toContain(
      (await call('GET', '/products', undefined, { authorization: 'Bearer forged' })).status,
    );
  });

  it('holds the Basic plan to its rate', async () => {
    const statuses = await Promise.all(
      Array.from(
        { length: 60 },
        async () =>
          (await call('GET', '/products/ord-01', undefined, { 'x-api-key': system.apiKeys['basic'] ?? '' })).status,
      ),
    );
    expect(statuses).toContain(200);
    expect(statuses).toContain(429);
  });

  it('answers an AWS client that is not the JavaScript SDK', async () => {
    const { stdout } = await python(['test/python/outside_client.py'], { EVENKEEL_SYSTEM: JSON.stringify(system) });
    const seen = JSON.parse(stdout) as Record<string, unknown>;
    expect(seen['tables']).toEqual(expect.arrayContaining([`${system.prefix}checkout-orders`]));
    expect(seen['alarms']).toEqual(expect.arrayContaining([`${system.prefix}errors-payment`, 'outside-client-alarm']));
    expect(seen['history']).toEqual(expect.arrayContaining([expect.stringContaining('ALARM')]));
    expect(seen['metrics']).toEqual(['Seen']);
    expect(seen['record']).toEqual([{ stringValue: 'level' }, { longValue: expect.any(Number) }]);
  }, 180_000);

  it('is clean in a dry run once the sagas are at rest', async () => {
    const run = await evenkeel(['reconcile', '--json'], { env }).ended;
    expect(JSON.parse(run.stdout)).toMatchObject({ outcome: 'clean' });
    expect(run.exitCode).toBe(0);
  }, 120_000);

  it('shows when the next hourly runs start, and none while the schedule is paused', async () => {
    const shown = await evenkeel(['schedule', 'show', '--runs', '2', '--json'], { env }).ended;
    const { next } = JSON.parse(shown.stdout) as { next: string[] };
    expect(next.map((at) => at.slice(13))).toEqual([':00:00.000Z', ':00:00.000Z']);
    const paused = await evenkeel(['schedule', 'pause', '--json'], { env }).ended;
    expect(JSON.parse(paused.stdout)).toMatchObject({ state: 'DISABLED', next: [] });
    const resumed = await evenkeel(['schedule', 'resume', '--json'], { env }).ended;
    expect(JSON.parse(resumed.stdout)).toMatchObject({ state: 'ENABLED' });
  }, 120_000);

  // `removed-grants.soak.ts` takes away every action of every role.
  it('denies by name what a role needs an action for that it has lost', async () => {
    const policies = await rolePolicies(system.environment);
    const role = [...policies.keys()].find((name) => name.includes('Functioncheckoutapi')) ?? '';
    const denied = await isDeniedWithout(system, policies, { role, action: 'dynamodb:PutItem' }, () =>
      call('POST', '/checkout', ordinaryCart),
    );
    expect(denied).toBe(true);
  }, 60_000);

  it('ends on Ctrl-C, with every process that it started', async () => {
    const children = await import('node:fs/promises').then((fs) =>
      fs.readFile(`/proc/${up.process.pid!}/task/${up.process.pid!}/children`, 'utf8').catch(() => ''),
    );
    up.process.kill('SIGINT');
    expect((await up.ended).exitCode).toBe(130);
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (const pid of children.trim().split(/\s+/).filter(Boolean).map(Number)) expect(isAlive(pid)).toBe(false);
  }, 60_000);
});
