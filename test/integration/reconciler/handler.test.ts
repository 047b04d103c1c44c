import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createClock, serveAws } from '../../../local/core/index.ts';
import { createEventBridge } from '../../../local/eventbridge/index.ts';
import { createReconcileHandler, readResult, readRuns } from '../../../reconciler/index.ts';
import { fillLevel, openStage, seedDrift, type ShopStage, type Stage } from './shop-stage.ts';
import { localCredentials } from '../../local-credentials.ts';
import { localAccess, localSite } from '../../local-site.ts';

describe('the hourly function', () => {
  let stage: Stage;
  let server: Awaited<ReturnType<typeof serveAws>>;
  let bridge: ReturnType<typeof createEventBridge>;
  const before = { ...process.env };
  let lines: string[] = [];

  beforeAll(async () => {
    stage = await openStage();
    const clock = createClock({ speed: 1, startAt: new Date() });
    server = await serveAws({ clock, port: 0, access: localAccess, log: () => undefined });
    bridge = createEventBridge(localSite({ clock, baseUrl: server.baseUrl }));
    server.mount(bridge);
  }, 90_000);
  afterAll(async () => {
    process.env = before;
    await server.close();
    await stage.close();
  });
  beforeEach(() => {
    lines = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      lines.push(...String(chunk).split('\n'));
      return true;
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const invoke = (shop: ShopStage, limits: object = {}, request = 'a-request') => {
    Object.assign(process.env, {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
      AWS_ENDPOINT_URL_DYNAMODB: shop.address.dynamodb,
      AWS_ENDPOINT_URL_EVENTBRIDGE: `${server.baseUrl}/eventbridge`,
      LEDGER_TABLE: shop.tables.ledgerTable,
      CONTROL_TABLE: shop.tables.controlTable,
      POWERTOOLS_METRICS_NAMESPACE: 'shop',
      EVENT_BUS: 'default',
      LEDGER_DAYS: '30',
      POWERTOOLS_LOG_LEVEL: 'SILENT',
    });
    const { reconciliation } = shop;
    const handler = createReconcileHandler({
      clock: shop.clock,
      reconciliation: () => ({ ...reconciliation, limits: { ...reconciliation.limits, ...limits } }),
    });
    return handler({ trigger: 'run-now', request }, { getRemainingTimeInMillis: () => 600_000 });
  };
  const metricLines = () =>
    lines.filter((line) => line.includes('"_aws"')).map((line) => JSON.parse(line) as Record<string, unknown>);

  it('publishes the metrics of the run, and no event if everything was repaired', async () => {
    const shop = await stage.open('repaired');
    await fillLevel(shop);
    await seedDrift(shop);
    expect((await invoke(shop)).outcome).toBe('repaired');
    expect(metricLines()).toEqual([expect.objectContaining({ ReconcileRuns: 1, Drift: 0, Repaired: 7, Deferred: 0 })]);
    expect(bridge.events.all()).toEqual([]);
  });

  it('lists the run with its outcome and the request that started it, and one that throws as failed', async () => {
    const shop = await stage.open('listed');
    await fillLevel(shop);
    await seedDrift(shop);
    const { runId } = await invoke(shop, {}, 'mine');
    const { client, controlTable } = shop.tables;
    const runs = () => readRuns(client, controlTable, { now: shop.clock.now(), limit: 5 });
    expect(await runs()).toEqual([
      expect.objectContaining({
        runId,
        request: 'mine',
        trigger: 'run-now',
        outcome: 'repaired',
        drift: 7,
        repaired: 7,
      }),
    ]);
    expect((await readResult(client, controlTable, runId))?.result.runId).toBe(runId);
    const now = shop.clock.now.bind(shop.clock);
    const jumping = {
      ...shop,
      clock: { ...shop.clock, now, watch: () => Promise.reject(new TypeError('unforeseen')) },
    };
    await expect(invoke(jumping)).rejects.toThrow('unforeseen');
    expect((await runs()).find(({ outcome }) => outcome === 'failed')).toMatchObject({
      reason: 'TypeError: unforeseen',
    });
  });

  it('publishes an event for a stopped run, with its plan', async () => {
    const shop = await stage.open('stopped');
    await fillLevel(shop);
    await seedDrift(shop);
    const { runId, plan } = await invoke(shop, { count: 1 });
    const [event] = bridge.events.all();
    expect(event).toMatchObject({
      source: 'evenkeel.reconciler',
      'detail-type': 'Reconcile Stopped',
      detail: { runId, outcome: 'stopped', trigger: 'run-now', drift: 7, plan: plan!.id },
    });
  });
});
