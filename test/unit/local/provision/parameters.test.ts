import { describe, expect, it } from '@jest/globals';
import { createClock } from '../../../../local/core/index.ts';
import { parameterType } from '../../../../local/provision/parameters.ts';
import { createScope } from '../../../../local/provision/scope.ts';
import { template } from '../../../../local/provision/template/template.ts';
import { localSite } from '../../../local-site.ts';

const context = {
  stackName: 'data',
  logicalId: 'Stream',
  defaultName: 'data-Stream',
  assetDirectory: (): never => {
    throw new Error('a parameter has no asset');
  },
};

/** What a parameter of a template that reads a stored one stands for. */
function valueOf(name: string, stored: ReadonlyMap<string, string>): unknown {
  const reading = template.parse({
    Parameters: { Read: { Type: 'AWS::SSM::Parameter::Value<String>', Default: name } },
    Resources: {},
  });
  const clock = createClock({ speed: 1, startAt: new Date(0) });
  const site = localSite({ clock, region: 'us-east-1', baseUrl: 'http://127.0.0.1:1' });
  const scope = createScope({
    stackName: 'services',
    template: reading,
    made: new Map(),
    exported: new Map(),
    parameters: stored,
    site,
  });
  return scope.ref('Read');
}

describe('a parameter of Systems Manager', () => {
  it('that one stack stores is the value of a parameter of another', async () => {
    const stored = new Map<string, string>();
    const type = parameterType(stored);
    const made = await type.create(type.parse({ Name: '/shop/stream', Type: 'String', Value: 'arn:stream' }), context);
    expect(made.ref).toBe('/shop/stream');
    expect(valueOf('/shop/stream', stored)).toBe('arn:stream');
  });

  it("is the CDK's bootstrap version if no stack stores it", () => {
    expect(valueOf('/cdk-bootstrap/hnb659fds/version', new Map())).toBe('30');
  });
});
