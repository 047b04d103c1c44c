import { describe, expect, it } from '@jest/globals';
import { dependenciesOf, findCycle } from '../../../../local/provision/template/dependencies.ts';
import { referencesOf } from '../../../../local/provision/template/references.ts';

const resource = (Properties: Record<string, unknown>, DependsOn: string[] = []) => ({
  Type: 'T',
  Properties,
  DependsOn,
});

describe('references', () => {
  it('are found in every intrinsic function', () => {
    const value = {
      a: { Ref: 'A' },
      b: [{ 'Fn::GetAtt': ['B', 'Arn'] }, { 'Fn::GetAtt': 'C.Arn' }],
      c: { 'Fn::Sub': 'x ${D} ${E.Arn} ${!F}' },
      d: { 'Fn::Join': ['', ['x', { Ref: 'G' }]] },
      e: { 'Fn::Sub': ['${x}', { x: { Ref: 'H' } }] },
    };
    expect([...referencesOf(value)].sort()).toEqual(['A', 'B', 'C', 'D', 'E', 'G', 'H', 'x']);
  });
});

describe('dependencies', () => {
  it('are the resources of the template that a resource names or refers to', () => {
    const dependencies = dependenciesOf({
      A: resource({}),
      B: resource({ x: { Ref: 'A' }, region: { Ref: 'AWS::Region' } }),
      C: resource({}, ['B']),
    });
    expect(Object.fromEntries([...dependencies].map(([id, on]) => [id, [...on]]))).toEqual({
      A: [],
      B: ['A'],
      C: ['B'],
    });
  });

  it('that form a cycle are reported in order', () => {
    const cyclic = dependenciesOf({ A: resource({}, ['B']), B: resource({}, ['C']), C: resource({}, ['B']) });
    expect(findCycle(cyclic)).toEqual(['B', 'C', 'B']);
  });

  it('have no cycle if a resource is only reachable in two ways', () => {
    const diamond = dependenciesOf({
      A: resource({}, ['B', 'C']),
      B: resource({}, ['D']),
      C: resource({}, ['D']),
      D: resource({}),
    });
    expect(findCycle(diamond)).toBeUndefined();
  });
});
