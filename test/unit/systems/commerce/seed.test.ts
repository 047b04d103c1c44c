import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SystemDescription } from '../../../../chaos/index.ts';
import { customers, products } from '../../../../systems/commerce/catalogue.ts';
import commerce from '../../../../systems/commerce/evenkeel.system.ts';
import { seedShop } from '../../../../systems/commerce/seed.ts';
import { connectionOf } from '../../../connection.ts';

const stocked = products.filter(({ stock }) => stock > 0);

describe('seeding a system', () => {
  let server: Server;
  let url: string;
  /** What was written, in any order. */
  let written: string[];
  /** The products without a price, at each question that checkout is asked. */
  let unpriced: string[][];
  let asked: number;
  /** What was put, by its path. */
  let kept: Map<string, object>;
  /** What the system answers instead of what it was sent, by the request. */
  let stored: Readonly<Record<string, object>>;

  beforeEach(async () => {
    written = [];
    unpriced = [];
    asked = 0;
    kept = new Map();
    stored = {};
    server = createServer((request, response) => {
      const path = `${request.method ?? ''} ${request.url ?? ''}`;
      const answers: Readonly<Record<string, () => [number, unknown]>> = {
        'GET /clock': () => [200, { now: '2030-01-01T00:00:00.000Z', speed: 20 }],
        'POST /secrets/': () => [200, { SecretString: 'a secret to sign tokens with' }],
        'POST /checkout': () => [422, { unknown: ['seeding-probe', ...(unpriced[asked++] ?? [])] }],
      };
      void text(request).then((sent) => {
        const known = answers[path]?.();
        if (known === undefined && request.method !== 'GET') {
          written.push(`${path} ${sent}`);
          kept.set(request.url ?? '', JSON.parse(sent) as object);
        }
        const [status, body] = known ?? [200, { ...kept.get(request.url ?? ''), ...stored[path] }];
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const api = () => ({ url, headers: {}, signal: new AbortController().signal });

  const receipts = stocked.map(
    ({ sku, stock }) => `POST /stock/${sku}/receipts {"quantity":${stock},"receiptId":"seed-${sku}"}`,
  );
  const masters = () => written.filter((call) => call.startsWith('PUT '));

  it('makes products and customers, and receives stock', async () => {
    expect(await seedShop(api())).toEqual({
      products: products.length,
      customers: customers.length,
      receipts: stocked.length,
    });
    expect(
      masters()
        .map((call) => call.split(' ')[1])
        .sort(),
    ).toEqual(
      [
        ...products.map(({ sku }) => `/products/${sku}`),
        ...customers.map((one) => `/customers/${one.customerId}`),
      ].sort(),
    );
    expect(written).toEqual(expect.arrayContaining(receipts));
    expect(written).toHaveLength(masters().length + receipts.length);
  });

  it('only receives stock in the other region, to which products and customers are replicated', async () => {
    expect(await seedShop(api(), { hasMasters: false })).toEqual({
      products: 0,
      customers: 0,
      receipts: stocked.length,
    });
    expect(written.sort()).toEqual(receipts.toSorted());
  });

  it.each([
    ['PUT /products/ord-01', { priceCents: 1590 }, 'priceCents 1590, and was sent 1599'],
    [
      'PUT /customers/customer-01',
      { address: '1 Harbou' },
      'address "1 Harbou", and was sent "1 Harbour Road, Levelton"',
    ],
  ])('refuses a system that stores something else: %s', async (request, others, said) => {
    stored = { [request]: others };
    await expect(seedShop(api())).rejects.toThrow(said);
    expect(written.filter((call) => call.startsWith(request))).toHaveLength(1);
  });

  it.each([
    ['name', 'Customer'],
    ['address', '1 Harbou'],
    ['email', null],
  ])('refuses a system that answers with the %s that it was sent, and stores another', async (field, other) => {
    stored = { 'GET /customers/customer-01': { [field]: other } };
    await expect(seedShop(api())).rejects.toThrow(
      `GET ${url}/customers/customer-01 shows ${field} ${JSON.stringify(other)}, and was sent`,
    );
  });

  it.each([true, false])(
    'waits until checkout has a price for every product (masters here: %s)',
    async (hasMasters) => {
      unpriced = [products.map(({ sku }) => sku), [products[3]!.sku]];
      await seedShop(api(), { hasMasters });
      expect(asked).toBe(3);
    },
  );

  it.each([
    ['the only region', {}, true],
    ['the home region', { HomeRegion: 'us-east-1', OtherRegion: 'eu-west-1' }, true],
    ['the other region', { HomeRegion: 'eu-west-1' }, false],
  ])(
    'knows by the outputs of the system whether masters are in its region: %s',
    async (_place, outputs, hasMasters) => {
      const system: SystemDescription = {
        target: 'local',
        stage: 'dev',
        region: 'us-east-1',
        prefix: 'evenkeel-dev-',
        apiUrl: url,
        outputs: { TokenSecretArn: 'arn:token', ...outputs },
        apiKeys: { basic: 'key-of-basic', premium: 'key-of-premium', power: 'key-of-power' },
        environment: {
          AWS_ACCESS_KEY_ID: 'local',
          AWS_SECRET_ACCESS_KEY: 'local',
          AWS_ENDPOINT_URL_SECRETS_MANAGER: `${url}/secrets`,
        },
        clockUrl: `${url}/clock`,
      };
      await commerce.seed?.(connectionOf(system));
      expect(masters()).toHaveLength(hasMasters ? products.length + customers.length : 0);
      expect(written.filter((call) => call.startsWith('POST ')).sort()).toEqual(receipts.toSorted());
    },
  );
});
