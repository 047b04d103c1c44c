import { describe, expect, it } from '@jest/globals';
import { decide } from '../../../../local/iam/policy/decide.ts';
import { policyDocument } from '../../../../local/iam/policy/document.ts';
import type { AccessRequest, Principal, RequestContext } from '../../../../local/iam/policy/request.ts';

const ACCOUNT = '000000000000';
const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:letters`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/postman`;

const role: Principal = {
  kind: 'role',
  accountId: ACCOUNT,
  roleArn: ROLE,
  sessionArn: `arn:aws:sts::${ACCOUNT}:assumed-role/postman/deliver`,
};
const service: Principal = { kind: 'service', service: 'sns.amazonaws.com' };

const document = (...statements: readonly object[]) =>
  policyDocument.parse({ Version: '2012-10-17', Statement: statements });
const allow = (Action: unknown, Resource: unknown = '*', more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const deny = (Action: unknown, Resource: unknown = '*', more: object = {}) => ({
  ...allow(Action, Resource, more),
  Effect: 'Deny',
});

const send = (context: RequestContext = {}, principal: Principal = role): AccessRequest => ({
  principal,
  action: 'sqs:SendMessage',
  resource: QUEUE,
  context,
});
type Policies = Parameters<typeof decide>[1];
const judged = (policies: Partial<Policies>, request = send()) =>
  decide(request, { identity: [], resource: [], ...policies });
const isAllowed = (policies: Partial<Policies>, request = send()) => judged(policies, request).isAllowed;

describe('a decision of IAM', () => {
  it('denies what no policy allows', () => {
    expect(judged({})).toEqual({
      isAllowed: false,
      reason: 'because no identity-based policy allows the sqs:SendMessage action',
    });
  });

  it('names the grants that allow a call', () => {
    const identity = [document(allow(['sqs:Send*', 'sqs:ReceiveMessage'], [QUEUE, 'arn:aws:sqs:*:*:bills']))];
    expect(judged({ identity })).toMatchObject({ isAllowed: true, grants: [{ action: 'sqs:Send*', resource: QUEUE }] });
  });

  it.each([
    ['the same action in another case', 'SQS:sendmessage', true],
    ['a pattern', 'sqs:Send?essage', true],
    ['all actions', '*', true],
    ['an action that begins alike', 'sqs:Send', false],
    ['another service', 'sns:*', false],
  ])('matches %s', (_what, action, expected) => {
    expect(isAllowed({ identity: [document(allow(action))] })).toBe(expected);
  });

  it.each([
    ['its ARN', QUEUE, true],
    ['the beginning of its name', `arn:aws:sqs:us-east-1:${ACCOUNT}:let*`, true],
    ['any region', `arn:aws:sqs:*:${ACCOUNT}:letters`, true],
    ['another region', `arn:aws:sqs:eu-west-1:${ACCOUNT}:letters`, false],
    ['a star that would have to stand for several parts', 'arn:aws:sqs:*:letters', false],
    ['a longer name', `${QUEUE}-dead`, false],
  ])('matches a resource by %s', (_what, resource, expected) => {
    expect(isAllowed({ identity: [document(allow('sqs:*', resource))] })).toBe(expected);
  });

  it('excludes what NotAction and NotResource name', () => {
    const but = (more: object) => [document({ Effect: 'Allow', Resource: '*', ...more })];
    expect(isAllowed({ identity: but({ NotAction: 'sqs:*' }) })).toBe(false);
    expect(isAllowed({ identity: but({ NotAction: 'sns:*' }) })).toBe(true);
    const notResource = [document({ Effect: 'Allow', Action: '*', NotResource: QUEUE })];
    expect(isAllowed({ identity: notResource })).toBe(false);
  });

  it('lets an explicit denial win, wherever it is', () => {
    const identity = [document(allow('*'))];
    const queuePolicy = [document(deny('sqs:*', QUEUE, { Principal: { AWS: '*' } }))];
    expect(judged({ identity: [...identity, document(deny('sqs:SendMessage'))] })).toMatchObject({
      reason: 'with an explicit deny in an identity-based policy',
    });
    expect(judged({ identity, resource: queuePolicy })).toMatchObject({
      reason: 'with an explicit deny in a resource-based policy',
    });
    expect(judged({ identity, boundary: document(deny('sqs:*')) })).toMatchObject({
      reason: 'with an explicit deny in a permissions boundary',
    });
  });

  it('stays within the permissions boundary and the session policy', () => {
    const identity = [document(allow('*'))];
    const onlyReading = document(allow('sqs:ReceiveMessage'));
    expect(judged({ identity, boundary: onlyReading })).toMatchObject({
      reason: 'because no permissions boundary allows the sqs:SendMessage action',
    });
    expect(judged({ identity, session: onlyReading })).toMatchObject({
      reason: 'because no session policy allows the sqs:SendMessage action',
    });
    expect(isAllowed({ identity, boundary: document(allow('sqs:*')) })).toBe(true);
    expect(isAllowed({ boundary: document(allow('sqs:*')) })).toBe(false);
  });

  it('follows a policy of the resource that names the role, its session or everybody', () => {
    for (const AWS of [ROLE, role.sessionArn, '*']) {
      expect(isAllowed({ resource: [document(allow('sqs:SendMessage', QUEUE, { Principal: { AWS } }))] })).toBe(true);
    }
    expect(isAllowed({ resource: [document(allow('sqs:SendMessage', QUEUE, { Principal: '*' }))] })).toBe(true);
  });

  it('lets a policy of the resource that names the session, but not one that names the role, exceed the boundary', () => {
    const boundary = document(allow('sqs:ReceiveMessage'));
    const naming = (AWS: string) => [document(allow('sqs:SendMessage', QUEUE, { Principal: { AWS } }))];
    expect(isAllowed({ boundary, resource: naming(role.sessionArn) })).toBe(true);
    expect(isAllowed({ boundary, resource: naming(ROLE) })).toBe(false);
  });

  it('leaves it to the role if a policy of the resource names only the account', () => {
    const resource = [document(allow('sqs:*', QUEUE, { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }))];
    expect(isAllowed({ resource })).toBe(false);
    expect(isAllowed({ resource, identity: [document(allow('sqs:SendMessage', QUEUE))] })).toBe(true);
    const denied = [document(deny('sqs:*', QUEUE, { Principal: { AWS: ACCOUNT } }))];
    expect(isAllowed({ resource: denied, identity: [document(allow('*'))] })).toBe(false);
  });

  it('needs a policy of the resource for a service', () => {
    const request = send({ 'aws:sourcearn': 'arn:aws:sns:us-east-1:1:news' }, service);
    const Condition = { ArnLike: { 'AWS:SourceArn': 'arn:aws:sns:*:*:news' } };
    const policy = (more: object) => [
      document(allow('sqs:SendMessage', QUEUE, { Principal: { Service: service.service }, ...more })),
    ];
    expect(judged({ identity: [document(allow('*'))] }, request)).toMatchObject({
      reason: 'because no resource-based policy allows the sqs:SendMessage action',
    });
    expect(isAllowed({ resource: policy({ Condition }) }, request)).toBe(true);
    expect(
      isAllowed({ resource: policy({ Condition }) }, send({ 'aws:sourcearn': 'arn:aws:sns:x:1:old' }, service)),
    ).toBe(false);
  });

  it('fills in policy variables', () => {
    const identity = [document(allow('sqs:*', `arn:aws:sqs:us-east-1:${ACCOUNT}:\${aws:PrincipalTag/queue}`))];
    expect(isAllowed({ identity }, send({ 'aws:principaltag/queue': 'letters' }))).toBe(true);
    expect(isAllowed({ identity }, send({ 'aws:principaltag/queue': 'bills' }))).toBe(false);
    expect(isAllowed({ identity }, send())).toBe(false);
  });

  it('refuses a statement with members that IAM does not have', () => {
    expect(() => document(allow('*', '*', { Conditions: {} }))).toThrow('Conditions');
    expect(() => document({ Effect: 'Allow', Resource: '*' })).toThrow('Action');
  });
});

describe('a condition', () => {
  const holds = (Condition: object, context: RequestContext) =>
    isAllowed({ identity: [document(allow('*', '*', { Condition }))] }, send(context));
  const service = { 'iam:passedtoservice': 'scheduler.amazonaws.com' };

  it.each([
    [{ StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } }, true],
    [{ StringEquals: { 'iam:PassedToService': ['lambda.amazonaws.com', 'scheduler.amazonaws.com'] } }, true],
    [{ StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } }, false],
    [{ StringNotEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } }, true],
    [{ StringNotEquals: { 'iam:PassedToService': ['lambda.amazonaws.com', 'scheduler.amazonaws.com'] } }, false],
    [{ StringLike: { 'iam:PassedToService': 'sched*' } }, true],
    [{ StringEqualsIgnoreCase: { 'iam:PassedToService': 'SCHEDULER.amazonaws.com' } }, true],
    [{ StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com', 'aws:Other': 'x' } }, false],
    [{ Null: { 'iam:PassedToService': 'true' } }, false],
    [{ Null: { 'aws:Other': true } }, true],
  ])('%j on the service that a role is passed to', (condition, expected) => {
    expect(holds(condition, service)).toBe(expected);
  });

  it.each([
    [{ StringEquals: { 'aws:Other': 'x' } }, false],
    [{ StringEqualsIfExists: { 'aws:Other': 'x' } }, true],
    [{ StringNotEquals: { 'aws:Other': 'x' } }, true],
    [{ 'ForAllValues:StringEquals': { 'aws:Other': ['x'] } }, true],
    [{ 'ForAnyValue:StringEquals': { 'aws:Other': ['x'] } }, false],
  ])('%j on a key that the request does not have', (condition, expected) => {
    expect(holds(condition, {})).toBe(expected);
  });

  it.each([
    [{ 'ForAllValues:StringLike': { 'aws:TagKeys': ['a*', 'b'] } }, true],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['b'] } }, false],
    [{ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['b', 'c'] } }, true],
    [{ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['c'] } }, false],
  ])('%j on a key with several values', (condition, expected) => {
    expect(holds(condition, { 'aws:tagkeys': ['a1', 'b'] })).toBe(expected);
  });

  it.each([
    [{ Bool: { 'aws:SecureTransport': 'false' } }, false],
    [{ Bool: { 'aws:SecureTransport': true } }, true],
    [{ NumericLessThan: { 's3:max-keys': 11 } }, true],
    [{ NumericGreaterThanEquals: { 's3:max-keys': '11' } }, false],
    [{ DateLessThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } }, true],
    [{ DateGreaterThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } }, false],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:1:n*' } }, true],
    [{ ArnNotLike: { 'aws:SourceArn': 'arn:aws:sns:*:1:n*' } }, false],
    [{ IpAddress: { 'aws:SourceIp': '127.0.0.1/32' } }, false],
  ])('%j', (condition, expected) => {
    const context = {
      'aws:securetransport': 'true',
      's3:max-keys': '10',
      'aws:currenttime': '2026-06-01T00:00:00Z',
      'aws:sourcearn': 'arn:aws:sns:us-east-1:1:news',
      'aws:sourceip': '127.0.0.1',
    };
    expect(holds(condition, context)).toBe(expected);
  });
});
