import { describe, expect, it } from '@jest/globals';
import type { Account, AwsStatus } from '../../../../cli/doctor/aws/check.ts';
import { decisionsIn } from '../../../../cli/doctor/aws/iam.ts';
import { examineAccount, type ExamineOptions } from '../../../../cli/doctor/aws/index.ts';
import { policySource } from '../../../../cli/doctor/aws/permissions.ts';
import { needsOf } from '../../../../cli/doctor/aws/stage-needs.ts';

/** An account that is ready for a deployment. */
const ready: Account = {
  identity: () => Promise.resolve({ account: '123456789012', arn: 'arn:aws:iam::123456789012:user/ann' }),
  lambdaLimits: () => Promise.resolve({ concurrent: 1000, unreserved: 1000 }),
  bootstrapVersion: () => Promise.resolve(30),
  gatewayRole: () => Promise.resolve('arn:aws:iam::123456789012:role/gateway'),
  simulate: (_principal, actions) => Promise.resolve(actions.map((action) => ({ action, allowed: true }))),
};

const needs = { reserved: 0, functions: 30, logsApi: true, setsGatewayRole: false };

const examineWith = (account: Partial<Account>, options: Partial<ExamineOptions> = {}) =>
  examineAccount({
    account: { ...ready, ...account },
    region: 'us-east-1',
    prefix: 'shop-dev-',
    stage: 'dev',
    stageRegion: 'us-east-1',
    needs,
    ...options,
  });

const denied = (name: string) => () => Promise.reject(Object.assign(new Error('not authorized'), { name }));

describe('the checks of an account', () => {
  it('find nothing wrong with an account that is ready', async () => {
    const findings = await examineWith({});
    expect(findings.map(({ name, status }) => [name, status])).toEqual([
      ['region', 'ok'],
      ['credentials', 'ok'],
      ['CDK bootstrap', 'ok'],
      ['API Gateway log role', 'ok'],
      ['Lambda concurrency', 'ok'],
      ['permissions', 'ok'],
    ]);
    expect(findings.every(({ fix }) => fix === undefined)).toBe(true);
  });

  it.each<[string, Partial<Account>, Partial<ExamineOptions>, string, AwsStatus, RegExp, RegExp | undefined]>([
    [
      'another region than the stage is defined in',
      {},
      { region: 'eu-west-1' },
      'region',
      'failed',
      /eu-west-1, but stage dev is defined in us-east-1/,
      /^export AWS_REGION=us-east-1$/,
    ],
    [
      'no bootstrap stack',
      { bootstrapVersion: () => Promise.resolve(undefined) },
      {},
      'CDK bootstrap',
      'failed',
      /no stack CDKToolkit/,
      /^npx cdk bootstrap aws:\/\/123456789012\/us-east-1$/,
    ],
    [
      'an old bootstrap stack',
      { bootstrapVersion: () => Promise.resolve(4) },
      {},
      'CDK bootstrap',
      'failed',
      /version 4; the templates need 6/,
      /^npx cdk bootstrap/,
    ],
    [
      'no role for the logs of API Gateway',
      { gatewayRole: () => Promise.resolve(undefined) },
      {},
      'API Gateway log role',
      'failed',
      /none in us-east-1/,
      /synth -- --account --region us-east-1/,
    ],
    [
      'no such role, but an app that sets it',
      { gatewayRole: () => Promise.resolve(undefined) },
      { needs: { ...needs, setsGatewayRole: true } },
      'API Gateway log role',
      'ok',
      /the stage sets it/,
      undefined,
    ],
    [
      'reservations that a new account rejects',
      { lambdaLimits: () => Promise.resolve({ concurrent: 50, unreserved: 50 }) },
      { needs: { ...needs, reserved: 35 } },
      'Lambda concurrency',
      'failed',
      /reserves 35, and AWS keeps 100 unreserved/,
      /reserveConcurrency: false/,
    ],
    [
      'reservations that fit exactly',
      { lambdaLimits: () => Promise.resolve({ concurrent: 135, unreserved: 135 }) },
      { needs: { ...needs, reserved: 35 } },
      'Lambda concurrency',
      'ok',
      /135 concurrent/,
      undefined,
    ],
    [
      'the limit of a new account',
      { lambdaLimits: () => Promise.resolve({ concurrent: 10, unreserved: 10 }) },
      {},
      'Lambda concurrency',
      'warning',
      /throttled under load/,
      /L-B99A9384/,
    ],
    [
      'an action that the caller may not do',
      {
        simulate: (_principal, actions) =>
          Promise.resolve(actions.map((action) => ({ action, allowed: action !== 'scheduler:CreateSchedule' }))),
      },
      {},
      'permissions',
      'failed',
      /user\/ann may not do what these need: `chaos run`, beside the above \(scheduler:CreateSchedule\)$/,
      /docs\/aws\.md/,
    ],
    [
      'a caller who may not simulate policies',
      { simulate: denied('AccessDenied') },
      {},
      'permissions',
      'unknown',
      /AccessDenied: not authorized/,
      /allow the caller to ask/,
    ],
  ])('report %s, with the way out', async (_case, account, options, name, status, detail, fix) => {
    const finding = (await examineWith(account, options)).find((one) => one.name === name);
    expect(finding?.status).toBe(status);
    expect(finding?.detail).toMatch(detail);
    if (fix === undefined) expect(finding?.fix).toBeUndefined();
    else expect(finding?.fix).toMatch(fix);
  });

  it('ask for what names the tables of the reference system only for that system', async () => {
    const askedFor = async (stageRegion: string | undefined) => {
      const asked = new Set<string>();
      const simulate: Account['simulate'] = (_principal, actions, resources) => {
        for (const resource of resources) asked.add(resource);
        return Promise.resolve(actions.map((action) => ({ action, allowed: true })));
      };
      await examineWith({ simulate }, { stageRegion });
      return [...asked].filter((resource) => resource.includes('table/shop-dev-checkout-orders'));
    };
    expect(await askedFor('us-east-1')).not.toEqual([]);
    expect(await askedFor(undefined)).toEqual([]);
  });

  it('ask nothing else of an account that does not accept the credentials', async () => {
    const findings = await examineWith({
      identity: denied('ExpiredToken'),
      bootstrapVersion: denied('must not be asked'),
    });
    expect(findings.map(({ name, status }) => [name, status])).toEqual([
      ['region', 'ok'],
      ['credentials', 'failed'],
    ]);
    expect(findings[1]?.detail).toBe('ExpiredToken: not authorized');
  });
});

describe('the caller whose policies are simulated', () => {
  it.each([
    ['arn:aws:iam::1:root', 'root'],
    ['arn:aws:iam::1:user/team/ann', 'arn:aws:iam::1:user/team/ann'],
    ['arn:aws:sts::1:assumed-role/deployer/ann', 'arn:aws:iam::1:role/deployer'],
    ['arn:aws-cn:sts::1:assumed-role/deployer/ann', 'arn:aws-cn:iam::1:role/deployer'],
    ['arn:aws:sts::1:federated-user/ann', undefined],
  ])('of %s is %s', (principal, source) => {
    expect(policySource(principal)).toBe(source);
  });
});

it('reads the decisions in an answer of IAM', () => {
  const member = (action: string, decision: string) =>
    `<member><MatchedStatements/><EvalActionName>${action}</EvalActionName>\n<EvalResourceName>*</EvalResourceName><EvalDecision>${decision}</EvalDecision></member>`;
  expect(decisionsIn(member('a:B', 'allowed') + member('a:C', 'implicitDeny') + member('a:D', 'explicitDeny'))).toEqual(
    [
      { action: 'a:B', allowed: true },
      { action: 'a:C', allowed: false },
      { action: 'a:D', allowed: false },
    ],
  );
});

describe('what templates need of an account', () => {
  const template = (Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>) => ({
    Resources,
    Outputs: {},
  });

  it('is the sum of the reservations, and the role of an API that logs', () => {
    const lambda = (ReservedConcurrentExecutions?: number) => ({
      Type: 'AWS::Lambda::Function',
      Properties: { ...(ReservedConcurrentExecutions !== undefined && { ReservedConcurrentExecutions }) },
    });
    const stage = { Type: 'AWS::ApiGateway::Stage', Properties: { MethodSettings: [{ LoggingLevel: 'ERROR' }] } };
    expect(needsOf([template({ A: lambda(10), B: lambda() }), template({ C: lambda(2), D: stage })])).toEqual({
      reserved: 12,
      functions: 3,
      logsApi: true,
      setsGatewayRole: false,
    });
  });

  it('is no role for an API that does not log', () => {
    const silent = { Type: 'AWS::ApiGateway::Stage', Properties: { MethodSettings: [{ LoggingLevel: 'OFF' }] } };
    expect(needsOf([template({ A: silent, B: { Type: 'AWS::ApiGateway::Account' } })])).toMatchObject({
      logsApi: false,
      setsGatewayRole: true,
    });
  });
});
