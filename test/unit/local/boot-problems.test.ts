import { describe, expect, it } from '@jest/globals';
import { bootProblems } from '../../../local/provision/simulated.ts';
import { template } from '../../../local/provision/template/template.ts';

const assembly = (given: object) => ({ stacks: [{ name: 'shop', template: template.parse(given) }] });

describe('what keeps an app from booting, by its templates', () => {
  it('is nothing in one whose types are simulated, custom, or have no effect here', () => {
    const Resources = {
      Table: { Type: 'AWS::DynamoDB::Table' },
      Role: { Type: 'AWS::IAM::Role' },
      Own: { Type: 'Custom::Thing', Properties: { ServiceToken: 'x' } },
    };
    expect(bootProblems(assembly({ Resources }))).toEqual([]);
  });

  it('is every resource of another type, unless it is ignored', () => {
    const Resources = { Wall: { Type: 'AWS::WAFv2::WebACL' } };
    expect(bootProblems(assembly({ Resources }))).toEqual([
      'shop/Wall: AWS::WAFv2::WebACL is not simulated; leave it out of the stage that you boot here, or boot without it: --ignore AWS::WAFv2::WebACL',
    ]);
    expect(bootProblems(assembly({ Resources }), ['AWS::WAFv2::WebACL'])).toEqual([]);
  });

  it('is a parameter without a default, and resources that depend on each other', () => {
    const problems = bootProblems(
      assembly({
        Parameters: { Stage: { Type: 'String' } },
        Resources: {
          A: { Type: 'AWS::SQS::Queue', DependsOn: ['B'] },
          B: { Type: 'AWS::SQS::Queue', DependsOn: ['A'] },
        },
      }),
    );
    expect(problems).toEqual([
      'shop: the parameter Stage has no default, and cannot be set here; give it one',
      'shop: resources depend on each other: A -> B -> A',
    ]);
  });
});
