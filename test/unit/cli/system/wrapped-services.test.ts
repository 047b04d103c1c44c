import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { shownIn } from '../../../../cli/system/app.ts';
import { servicesInCode } from '../../../../cli/system/design/wrapped-services.ts';

let assembly: string;
beforeEach(async () => {
  assembly = await mkdtemp(join(tmpdir(), 'evenkeel-services-'));
});
afterEach(() => rm(assembly, { recursive: true, force: true }));

const enabled = (key: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Environment: { Variables: { CHAOS_ENABLED: 'true' } }, Code: { S3Key: `${key}.zip` } },
});

async function app(code: Readonly<Record<string, string>>, more: object = {}): Promise<void> {
  const Resources = { ...Object.fromEntries(Object.keys(code).map((key) => [`F${key}`, enabled(key)])), ...more };
  await writeFile(join(assembly, 'app.template.json'), JSON.stringify({ Resources }));
  const artifacts = { app: { type: 'aws:cloudformation:stack' } };
  await writeFile(join(assembly, 'manifest.json'), JSON.stringify({ artifacts }));
  for (const [key, text] of Object.entries(code)) {
    await mkdir(join(assembly, `asset.${key}`), { recursive: true });
    await writeFile(join(assembly, `asset.${key}`, 'index.js'), text);
  }
}

describe('the services of an app', () => {
  it.each([
    ['withChaos(quote, { service: "quotes", correlationId: ({ headers }) => headers.id })', ['quotes']],
    ["x(quote,{service:'quotes',correlationId:a})", ['quotes']],
    ['withChaos(h, {\n  correlationId: idOf,\n  service: "quotes"\n})', ['quotes']],
    ['withFaults("payment", step)', ['payment']],
    ['withChaos(h, { service: process.env.NAME, correlationId: idOf })', []],
    ['new Client({ service: "dynamodb", region })', []],
  ])('are read from the code %s', (code, services) => {
    expect(servicesInCode(code)).toEqual(services);
  });

  it('are known if the code of every enabled function shows one', async () => {
    await app({
      a: 'withChaos(h, { service: "a", correlationId })',
      b: 'withChaos(h, { service: "b", correlationId })',
    });
    expect(await shownIn(assembly)).toEqual({ services: ['a', 'b'], hasApi: false });
  });

  it('are unknown if one function computes its service, and none if no function is enabled', async () => {
    await app({ a: 'withChaos(h, { service: "a", correlationId })', b: 'withChaos(h, options)' });
    expect((await shownIn(assembly)).services).toBeUndefined();
    await app({});
    expect((await shownIn(assembly)).services).toEqual([]);
  });

  it('may have a REST API, as templates and outputs show', async () => {
    await app({}, { Api: { Type: 'AWS::ApiGateway::RestApi' } });
    expect((await shownIn(assembly)).hasApi).toBe(true);
  });
});
