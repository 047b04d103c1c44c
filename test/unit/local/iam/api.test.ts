import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Caller, createCredentials, type Site } from '../../../../local/core/index.ts';
import { createIam, type Iam, serveIam } from '../../../../local/iam/index.ts';
import { createSts } from '../../../../local/sts/index.ts';
import { localSite } from '../../../local-site.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:letters';
const trusting = (Principal: object) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] });
const allowing = (Action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

let iam: Iam;
let site: Site;

beforeEach(() => {
  const clock = { speed: 1, now: () => Date.parse('2026-01-01T00:00:00Z'), sleep: () => Promise.resolve() };
  const credentials = createCredentials();
  const base = localSite({ clock, baseUrl: 'http://127.0.0.1' });
  const ignore = () => undefined;
  iam = createIam({ account: base, credentials, log: ignore, notice: ignore });
  site = { ...base, credentials, access: iam.access };
});

/** The status and the text of an answer of IAM or STS. */
async function call(
  service: 'iam' | 'sts',
  action: string,
  parameters: Readonly<Record<string, string>> = {},
  caller: Caller = iam.access.administrator,
): Promise<string> {
  const served = service === 'iam' ? serveIam(iam, site) : createSts(site, iam);
  const body = Buffer.from(new URLSearchParams({ Action: action, ...parameters }).toString());
  const url = new URL('http://127.0.0.1/');
  const reply = await served.handle({ method: 'POST', url, headers: {}, body, caller });
  return `${reply.status} ${String(reply.body)}`;
}

const valueOf = (xml: string, name: string) => new RegExp(`<${name}>([^<]*)<`).exec(xml)?.[1] ?? '';

async function createRole(RoleName: string, Principal: object = { AWS: '000000000000' }): Promise<string> {
  await call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: trusting(Principal) });
  return `arn:aws:iam::000000000000:role/${RoleName}`;
}

async function assume(RoleArn: string, more: object = {}, caller?: Caller): Promise<Caller | string> {
  const answer = await call('sts', 'AssumeRole', { RoleArn, RoleSessionName: 'ann', ...more }, caller);
  return iam.access.sessionOf(valueOf(answer, 'AccessKeyId'))?.caller ?? answer;
}

const mayRead = (caller: Caller | string) =>
  typeof caller !== 'string' && caller.allows({ action: 'sqs:ReceiveMessage', resource: QUEUE });

describe('IAM', () => {
  it('keeps the inline policies of a role, and returns them', async () => {
    await createRole('clerk');
    const policy = { RoleName: 'clerk', PolicyName: 'read' };
    expect(await call('iam', 'PutRolePolicy', { ...policy, PolicyDocument: allowing('sqs:*') })).toMatch(/^200/);
    expect(valueOf(await call('iam', 'ListRolePolicies', { RoleName: 'clerk' }), 'member')).toBe('read');
    const document = decodeURIComponent(valueOf(await call('iam', 'GetRolePolicy', policy), 'PolicyDocument'));
    expect(JSON.parse(document)).toMatchObject({ Statement: [{ Action: ['sqs:*'], Resource: ['*'] }] });
    await call('iam', 'DeleteRolePolicy', policy);
    expect(await call('iam', 'GetRolePolicy', policy)).toContain('NoSuchEntity');
  });

  it('refuses a policy that is none', async () => {
    await createRole('clerk');
    const put = (PolicyDocument: string) =>
      call('iam', 'PutRolePolicy', { RoleName: 'clerk', PolicyName: 'read', PolicyDocument });
    expect(await put('{')).toContain('MalformedPolicyDocument');
    expect(await put('{"Statement":{"Effect":"Allow"}}')).toContain('MalformedPolicyDocument');
  });

  it('simulates the policies of a role, and of the role behind a session', async () => {
    const arn = await createRole('clerk');
    await call('iam', 'PutRolePolicy', {
      RoleName: 'clerk',
      PolicyName: 'read',
      PolicyDocument: allowing('sqs:Receive*'),
    });
    const actions = { 'ActionNames.member.1': 'sqs:ReceiveMessage', 'ActionNames.member.2': 'sqs:SendMessage' };
    for (const PolicySourceArn of [arn, 'arn:aws:sts::000000000000:assumed-role/clerk/ann']) {
      const answer = await call('iam', 'SimulatePrincipalPolicy', { PolicySourceArn, ...actions });
      expect([...answer.matchAll(/<EvalDecision>(\w+)</g)].map(([, decision]) => decision)).toEqual([
        'allowed',
        'implicitDeny',
      ]);
    }
  });

  it('asks IAM itself before it answers', async () => {
    const clerk = await assume(await createRole('clerk'));
    expect(await call('iam', 'GetRole', { RoleName: 'clerk' }, clerk as Caller)).toContain(
      'is not authorized to perform: iam:GetRole on resource: arn:aws:iam::000000000000:role/clerk',
    );
  });
});

describe('STS', () => {
  it('says who calls', async () => {
    expect(await call('sts', 'GetCallerIdentity')).toContain('<Arn>arn:aws:iam::000000000000:root</Arn>');
    const clerk = (await assume(await createRole('clerk'))) as Caller;
    const answer = await call('sts', 'GetCallerIdentity', {}, clerk);
    expect(valueOf(answer, 'Arn')).toBe('arn:aws:sts::000000000000:assumed-role/clerk/ann');
  });

  it('opens a session that may do what the role may, within the policy of the session', async () => {
    const arn = await createRole('clerk');
    await call('iam', 'PutRolePolicy', { RoleName: 'clerk', PolicyName: 'read', PolicyDocument: allowing('sqs:*') });
    expect(mayRead(await assume(arn))).toBe(true);
    expect(mayRead(await assume(arn, { Policy: allowing('sqs:Receive*') }))).toBe(true);
    expect(mayRead(await assume(arn, { Policy: allowing('sqs:SendMessage') }))).toBe(false);
    expect(await assume(arn, { Policy: allowing('x'.repeat(2048)) })).toContain('ValidationException');
  });

  it('opens no session of a role that trusts others only', async () => {
    expect(await assume(await createRole('timer', { Service: 'scheduler.amazonaws.com' }))).toMatch(
      /^403 .*AccessDenied.*sts:AssumeRole on resource: arn:aws:iam::000000000000:role\/timer/,
    );
    expect(await assume('arn:aws:iam::000000000000:role/nobody')).toContain('AccessDenied');
  });

  it('needs the policies of a role that assumes another, unless the other one names it', async () => {
    const clerk = (await assume(await createRole('clerk'))) as Caller;
    const chief = await createRole('chief');
    const named = await createRole('named', { AWS: 'arn:aws:iam::000000000000:role/clerk' });
    expect(await assume(named, {}, clerk)).toHaveProperty('arn', expect.stringContaining('assumed-role/named/ann'));
    expect(await assume(chief, {}, clerk)).toContain('AccessDenied');
    await call('iam', 'PutRolePolicy', {
      RoleName: 'clerk',
      PolicyName: 'up',
      PolicyDocument: allowing('sts:AssumeRole'),
    });
    expect(await assume(chief, {}, clerk)).toHaveProperty('arn', expect.stringContaining('assumed-role/chief/ann'));
  });
});
