import { describe, expect, it } from '@jest/globals';
import { createApiGateway } from '../../../../local/apigateway/index.ts';
import { createClock, type Provisioned } from '../../../../local/core/index.ts';
import { createSecretsManager, Secrets } from '../../../../local/secretsmanager/index.ts';
import { localSite } from '../../../local-site.ts';

/** What a boot makes from the same template, with the same seed. */
async function boot(): Promise<Readonly<Record<string, string>>> {
  const clock = createClock({ speed: 1, startAt: new Date('2026-01-01T00:00:00Z') });
  const site = localSite({ clock, baseUrl: 'http://127.0.0.1:1', random: () => 0.25 });
  const secrets = new Secrets();
  const gateway = createApiGateway(site, {
    invoker: { invoke: () => Promise.reject(new Error('nothing is invoked')) },
    metrics: { put: () => undefined },
  });
  const types = [...createSecretsManager(site, secrets, () => ({})).resourceTypes, ...gateway.resourceTypes];
  const make = async (type: string, properties: object): Promise<Provisioned> => {
    const found = types.find((each) => each.type === type);
    if (found === undefined) throw new Error(`there is no resource type ${type}`);
    const context = { stackName: 's', logicalId: 'l', defaultName: 's-l', assetDirectory: () => '' };
    return found.create(found.parse(properties) as never, context);
  };
  const { ref: arn } = await make('AWS::SecretsManager::Secret', { Name: 'password' });
  await make('AWS::ApiGateway::ApiKey', { Name: 'key', Enabled: true });
  return { arn, password: secrets.get(arn).value, apiKey: gateway.apiKeys()['key'] ?? '' };
}

describe('two boots with the same seed', () => {
  it('have other secrets, other API keys and other ARNs of secrets, so that no program can know them', async () => {
    const [one, other] = await Promise.all([boot(), boot()]);
    for (const name of ['arn', 'password', 'apiKey']) {
      expect(one[name]).toMatch(/.{16,}/);
      expect(one[name]).not.toBe(other[name]);
    }
  });
});
