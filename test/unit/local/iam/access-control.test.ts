import { describe, expect, it } from '@jest/globals';
import { createCredentials, type Credentials } from '../../../../local/core/index.ts';
import { createIam } from '../../../../local/iam/index.ts';

const account = { region: 'us-east-1', accountId: '000000000000' };
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:letters';
const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/letters';

const trust = (Service: string) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' },
});
const allowing = (...Action: readonly string[]) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action, Resource: [QUEUE, TABLE.replace('us-east-1', 'ddblocal')] },
});
const signed = ({ accessKeyId, sessionToken }: Credentials) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/any/aws4_request, SignedHeaders=host`,
  ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
});

function openAccount() {
  const [logged, noticed] = [[], []] as [string[], string[]];
  const credentials = createCredentials();
  const iam = createIam({
    account,
    credentials,
    log: (message) => logged.push(message),
    notice: (message) => noticed.push(message),
  });
  const addRole = (name: string, service = 'lambda.amazonaws.com') =>
    iam.identities.addRole({ name, trust: trust(service), id: 'AROA1', boundaryArn: undefined, createdAt: 0 });
  const assume = (roleArn: string, sessionName = 'deliver') =>
    iam.access.assume({ roleArn, sessionName, service: 'lambda.amazonaws.com' });
  return { iam, credentials, addRole, assume, logged, noticed };
}

describe('the access control of an account', () => {
  it('knows a role by the key and the token of its session', () => {
    const { iam, credentials, addRole, assume } = openAccount();
    const session = assume(addRole('postman').arn)!;
    expect(session.caller.arn).toBe('arn:aws:sts::000000000000:assumed-role/postman/deliver');
    expect(iam.access.identify(signed(session.credentials))).toBe(session.caller);
    expect(iam.access.identify(signed(credentials))).toBe(iam.access.administrator);
    const { accessKeyId, secretAccessKey } = session.credentials;
    expect(() => iam.access.identify(signed({ accessKeyId, secretAccessKey }))).toThrow('session token');
    expect(() => iam.access.identify(signed(createCredentials()))).toThrow('not signed with a key of this system');
    expect(() => iam.access.identify({})).toThrow('not signed');
  });

  it('gives each function credentials of its own, always the same', () => {
    const { addRole, assume } = openAccount();
    const { arn } = addRole('postman');
    expect(assume(arn)).toBe(assume(arn));
    expect(assume(arn)?.credentials).not.toEqual(assume(arn, 'collect')?.credentials);
  });

  it('opens no session for a service that the role does not trust', () => {
    const { addRole, assume } = openAccount();
    expect(assume(addRole('timer', 'scheduler.amazonaws.com').arn)).toBeUndefined();
  });

  it('denies as AWS does, in its words, and reports it once', () => {
    const { iam, addRole, assume, logged } = openAccount();
    const { caller } = assume(addRole('postman').arn)!;
    const permission = { action: 'sqs:SendMessage', resource: QUEUE };
    const message =
      'User: arn:aws:sts::000000000000:assumed-role/postman/deliver is not authorized to perform: sqs:sendmessage on ' +
      `resource: ${QUEUE} because no identity-based policy allows the sqs:sendmessage action`;
    expect(() => {
      caller.demand([permission]);
    }).toThrow(message);
    expect(caller.allows(permission)).toBe(false);
    expect(logged).toEqual([`iam: ${message}`]);
    expect(iam.report().denied).toEqual([
      {
        caller: caller.arn,
        ...permission,
        reason: 'because no identity-based policy allows the sqs:SendMessage action',
        count: 2,
      },
    ]);
  });

  it('follows a policy that changes between two calls', () => {
    const { iam, addRole, assume } = openAccount();
    const { caller } = assume(addRole('postman').arn)!;
    const permission = { action: 'sqs:SendMessage', resource: QUEUE };
    expect(caller.allows(permission)).toBe(false);
    iam.identities.putInlinePolicy('postman', 'send', allowing('sqs:SendMessage'));
    expect(caller.allows(permission)).toBe(true);
    iam.identities.deleteInlinePolicy('postman', 'send');
    expect(caller.allows(permission)).toBe(false);
  });

  it("takes the region that DynamoDB Local gives a table for the account's", () => {
    const { iam, addRole, assume } = openAccount();
    const { caller } = assume(addRole('postman').arn)!;
    iam.identities.putInlinePolicy('postman', 'write', allowing('dynamodb:PutItem'));
    for (const resource of [TABLE, TABLE.replace('us-east-1', 'ddblocal')]) {
      expect(caller.allows({ action: 'dynamodb:PutItem', resource })).toBe(true);
    }
  });

  it('lists the grants that no call has used, and those that nothing here checks', () => {
    const { iam, addRole, assume } = openAccount();
    const { caller } = assume(addRole('postman').arn)!;
    iam.identities.putInlinePolicy('postman', 'send', {
      Statement: {
        Effect: 'Allow',
        Action: ['sqs:SendMessage', 'sqs:PurgeQueue', 'xray:PutTraceSegments'],
        Resource: '*',
      },
    });
    caller.demand([{ action: 'sqs:SendMessage', resource: QUEUE }]);
    expect(iam.report()).toEqual({
      grants: 3,
      unused: [{ role: 'postman', action: 'sqs:PurgeQueue', resource: '*' }],
      unchecked: [{ role: 'postman', action: 'xray:PutTraceSegments', resource: '*' }],
      denied: [],
    });
  });

  it('names what it does not know: managed policies, operators and roles', () => {
    const { iam, addRole, assume, noticed } = openAccount();
    const { caller } = assume(addRole('postman').arn)!;
    iam.identities.attach('postman', 'arn:aws:iam::aws:policy/ReadOnlyAccess');
    iam.identities.putInlinePolicy('postman', 'from', {
      Statement: {
        Effect: 'Allow',
        Action: '*',
        Resource: '*',
        Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
      },
    });
    expect(caller.allows({ action: 'sqs:ReceiveMessage', resource: QUEUE })).toBe(false);
    expect(assume('arn:aws:iam::000000000000:role/elsewhere')?.caller.allows({ action: 'a:B', resource: '*' })).toBe(
      true,
    );
    expect(noticed).toEqual([
      expect.stringContaining('arn:aws:iam::aws:policy/ReadOnlyAccess of the role postman is unknown here'),
      expect.stringContaining('IpAddress'),
      expect.stringContaining('arn:aws:iam::000000000000:role/elsewhere is in no template'),
    ]);
  });

  it("knows the content of AWS's own policies for functions", () => {
    const { iam, addRole, assume } = openAccount();
    const { caller } = assume(addRole('postman').arn)!;
    iam.identities.attach('postman', 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole');
    const resource = 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/deliver:log-stream:1';
    expect(caller.allows({ action: 'logs:PutLogEvents', resource })).toBe(true);
    expect(caller.allows({ action: 'logs:FilterLogEvents', resource })).toBe(false);
  });

  it('limits the inline policies of a role to the size that AWS takes', () => {
    const { iam, addRole } = openAccount();
    addRole('postman');
    const long = { Statement: { Effect: 'Allow', Action: '*', Resource: 'x'.repeat(10_240) } };
    expect(() => {
      iam.identities.putInlinePolicy('postman', 'long', long);
    }).toThrow('Maximum policy size of 10240 bytes exceeded for role postman');
  });
});
