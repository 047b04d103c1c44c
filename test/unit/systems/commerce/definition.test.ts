import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { bundleScript } from '../../../../loadtests/entry.ts';
import { describeSystem, type SystemDescription } from '../../../../chaos/index.ts';
import definition from '../../../../systems/commerce/evenkeel.system.ts';
import { evidenceOf, reconciliationOf } from '../../../../systems/commerce/stores.ts';
import { connectionOf } from '../../../connection.ts';

const system: SystemDescription = {
  target: 'local',
  stage: 'dev',
  region: 'us-east-1',
  prefix: 'evenkeel-dev-',
  apiUrl: 'http://127.0.0.1:1/dev',
  outputs: {
    ClusterArn: 'arn:cluster',
    ReconcilerSecretArn: 'arn:reader',
    PaymentSecretArn: 'arn:payment',
    TokenSecretArn: 'arn:token',
  },
  apiKeys: { basic: 'key-of-basic', premium: 'key-of-premium', power: 'key-of-power' },
  environment: { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
};

describe("the shop's definition", () => {
  it('can be opened without a system, with every view that it names', () => {
    const { views } = describeSystem({ definition, digest: 'any' });
    expect([...views.keys()].sort()).toEqual([
      'account.customers',
      'catalog.products',
      'checkout.orders',
      'checkout.prices',
      'payment.entries',
      'payment.payments',
      'shipping.customers',
      'shipping.shipments',
      'transactions.errors',
      'warehouse.products',
      'warehouse.reservations',
      'warehouse.stock',
    ]);
  });

  it('withholds names and addresses', () => {
    const { views } = describeSystem({ definition, digest: 'any' });
    const sensitive = [...views].flatMap(([name, view]) => [...view.sensitive].map((field) => `${name} ${field}`));
    expect(sensitive.sort()).toEqual([
      'account.customers address',
      'account.customers name',
      'shipping.customers address',
      'shipping.customers name',
    ]);
  });

  it('makes one set of views for a connection, and another for another', () => {
    const connection = connectionOf(system);
    expect(reconciliationOf(connection)).toBe(reconciliationOf(connection));
    expect(evidenceOf(connection)).toBe(evidenceOf(connection));
    expect(reconciliationOf(connectionOf(system))).not.toBe(reconciliationOf(connection));
  });

  it('compares copies with masters at home, and with those of the home region in the other one', () => {
    const rulesIn = (outputs: Readonly<Record<string, string>>) =>
      reconciliationOf(connectionOf({ ...system, outputs: { ...system.outputs, ...outputs } })).rules.map(
        ({ name }) => name,
      );
    expect(rulesIn({})).toContain('price-copies');
    expect(rulesIn({ HomeRegion: 'us-east-1' })).toEqual(rulesIn({}));
    expect(rulesIn({ HomeRegion: 'eu-west-1' })).toContain('price-replicas');
    expect(rulesIn({ HomeRegion: 'eu-west-1' })).not.toContain('price-copies');
  });

  it('has a module that exports every journey, and bundles for k6', async () => {
    const { module = '', journeys = {} } = definition.journeys ?? {};
    const script = await bundleScript({ module: fileURLToPath(module), names: Object.keys(journeys) });
    const imported = [...script.matchAll(/from\s+"([^"]+)"/g)].map(([, name]) => name);
    expect(new Set(imported)).toEqual(new Set(['k6', 'k6/execution', 'k6/http', 'k6/metrics']));
  });
});

describe("the shop's credentials", () => {
  let server: Server;
  let url: string;
  beforeEach(async () => {
    server = createServer((request, response) => {
      const answer =
        request.url === '/clock'
          ? { now: '2030-01-01T00:00:00.000Z', speed: 20 }
          : { SecretString: 'a secret to sign tokens with' };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const credentialsOf = (changes: Partial<SystemDescription> = {}) =>
    definition.credentials?.(
      connectionOf({
        ...system,
        environment: { ...system.environment, AWS_ENDPOINT_URL_SECRETS_MANAGER: `${url}/secrets` },
        clockUrl: `${url}/clock`,
        ...changes,
      }),
    );

  it("are the Power plan's key and a token that is dated by the system's clock", async () => {
    const { headers = {} } = (await credentialsOf()) ?? {};
    expect(headers['x-api-key']).toBe('key-of-power');
    const { iat, iss } = decodeJwt((headers['authorization'] ?? '').replace('Bearer ', ''));
    expect({ iat, iss }).toEqual({ iat: Date.parse('2030-01-01T00:00:00.000Z') / 1000, iss: 'evenkeel-dev' });
  });

  it("give the journeys every plan's key", async () => {
    expect((await credentialsOf())?.secrets).toEqual({
      'basic-key': 'key-of-basic',
      'premium-key': 'key-of-premium',
      'power-key': 'key-of-power',
    });
  });

  it('name the key that the system lacks', async () => {
    await expect(credentialsOf({ apiKeys: { power: 'key-of-power' } })).rejects.toThrow('no API key basic');
  });
});
