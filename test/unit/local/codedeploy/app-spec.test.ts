import { describe, expect, it } from '@jest/globals';
import { parseAppSpec } from '../../../../local/codedeploy/app-spec.ts';

const YAML = `
version: 0.0
Resources:
  - pay:
      Type: AWS::Lambda::Function
      Properties: { Name: shop-pay, Alias: live, CurrentVersion: 1, TargetVersion: 2 }
Hooks:
  - BeforeAllowTraffic: shop-check
`;

const SPEC = {
  functionName: 'shop-pay',
  alias: 'live',
  currentVersion: '1',
  targetVersion: '2',
  hooks: { BeforeAllowTraffic: 'shop-check' },
};

describe('an AppSpec', () => {
  it('may be YAML or JSON', () => {
    expect(parseAppSpec(YAML)).toEqual(SPEC);
    const Properties = { Name: 'shop-pay', Alias: 'live', CurrentVersion: '1', TargetVersion: '2' };
    const json = {
      version: 0.0,
      Resources: [{ pay: { Type: 'AWS::Lambda::Function', Properties } }],
      Hooks: [{ BeforeAllowTraffic: 'shop-check' }],
    };
    expect(parseAppSpec(JSON.stringify(json))).toEqual(SPEC);
  });

  it.each([
    ['no AppSpec', 'just text'],
    ['another version of the format', YAML.replace('0.0', '1.0')],
    ['an instance instead of a function', YAML.replace('Lambda::Function', 'EC2::Instance')],
    ['a version that is no number', YAML.replace('TargetVersion: 2', 'TargetVersion: $LATEST')],
    ['an unknown hook', YAML.replace('BeforeAllowTraffic', 'BeforeInstall')],
    ['broken YAML', 'version: [0.0'],
  ])('is refused if it is or names %s', (_what, text) => {
    expect(() => parseAppSpec(text)).toThrow(expect.objectContaining({ code: 'InvalidRevisionException' }));
  });
});
