import { describe, expect, it } from '@jest/globals';
import { resolve, type Scope } from '../../../../local/provision/template/resolve.ts';

const refs: Readonly<Record<string, unknown>> = { Table: 'orders', 'AWS::Region': 'us-east-1', Stage: 'dev' };
const scope: Scope = {
  ref: (name) => refs[name],
  attribute: (logicalId, attribute) => `${logicalId}/${attribute}`,
  importValue: (name) => `imported ${name}`,
  condition: (name) => name === 'IsDev',
  mapped: (...path) => path.join('.'),
  availabilityZones: (region) => [`${region}a`, `${region}b`],
};

describe('intrinsic functions', () => {
  it.each<[string, unknown, unknown]>([
    ['Ref', { Ref: 'Table' }, 'orders'],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'Table/Arn'],
    ['Fn::GetAtt of a nested attribute', { 'Fn::GetAtt': ['Cluster', 'Endpoint.Port'] }, 'Cluster/Endpoint.Port'],
    ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Cluster.Endpoint.Port' }, 'Cluster/Endpoint.Port'],
    ['Fn::Sub', { 'Fn::Sub': '${Table}-${AWS::Region}-${Table.Arn}' }, 'orders-us-east-1-Table/Arn'],
    ['Fn::Sub with variables', { 'Fn::Sub': ['${name}-${Table}', { name: { Ref: 'Stage' } }] }, 'dev-orders'],
    ['Fn::Sub with a literal', { 'Fn::Sub': '${!Literal}' }, '${Literal}'],
    ['Fn::Join', { 'Fn::Join': [':', ['a', { Ref: 'Table' }, 3]] }, 'a:orders:3'],
    ['Fn::Split and Fn::Select', { 'Fn::Select': ['1', { 'Fn::Split': ['-', 'a-b-c'] }] }, 'b'],
    ['Fn::ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': '${Stage}-x' } }, 'imported dev-x'],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['M', { Ref: 'Stage' }, 'k'] }, 'M.dev.k'],
    ['Fn::GetAZs', { 'Fn::GetAZs': { Ref: 'AWS::Region' } }, ['us-east-1a', 'us-east-1b']],
    ['Fn::Base64', { 'Fn::Base64': 'ab' }, 'YWI='],
    ['Fn::If, if the condition is true', { 'Fn::If': ['IsDev', 'yes', { Ref: 'Missing' }] }, 'yes'],
    ['Fn::If, if the condition is false', { 'Fn::If': ['IsProd', 'yes', 'no'] }, 'no'],
    ['Fn::Equals', { 'Fn::Equals': [{ Ref: 'Stage' }, 'dev'] }, true],
    ['Fn::And', { 'Fn::And': [{ Condition: 'IsDev' }, { Condition: 'IsProd' }] }, false],
    ['Fn::Or', { 'Fn::Or': [{ Condition: 'IsDev' }, { Condition: 'IsProd' }] }, true],
    ['Fn::Not', { 'Fn::Not': [{ Condition: 'IsProd' }] }, true],
  ])('%s', (_name, value, expected) => {
    expect(resolve(value, scope)).toEqual(expected);
  });

  it('are evaluated at any depth', () => {
    expect(resolve({ a: [{ b: { Ref: 'Table' } }], c: 1 }, scope)).toEqual({ a: [{ b: 'orders' }], c: 1 });
  });

  it('omit what evaluates to AWS::NoValue', () => {
    const value = { a: { Ref: 'AWS::NoValue' }, b: [{ Ref: 'AWS::NoValue' }, 1] };
    expect(resolve(value, scope)).toEqual({ b: [1] });
  });

  it('keep the conditions of a policy', () => {
    const policy = { Condition: { StringEquals: { a: 'b' } } };
    expect(resolve(policy, scope)).toEqual(policy);
  });

  it('throw if one is unknown', () => {
    expect(() => resolve({ 'Fn::Transform': {} }, scope)).toThrow('Fn::Transform is not supported');
  });

  it('throw if the selected element does not exist', () => {
    expect(() => resolve({ 'Fn::Select': [3, ['a']] }, scope)).toThrow('no element 3 of 1');
  });
});
