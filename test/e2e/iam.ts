/** IAM's API, as far as tests of roles need it: its client is not among the project's packages. */
import type { SystemDescription } from '../../chaos/schemas/index.ts';
import type { Place, Policy } from '../../infra/permissions/place.ts';

type Environment = SystemDescription['environment'];

export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: readonly {
    readonly Effect: 'Allow' | 'Deny';
    readonly Action?: readonly string[];
    readonly Resource?: readonly string[];
    readonly Condition?: object;
  }[];
}

/** The policies as docs/aws.md shows them. */
export const documentOf = (policies: readonly Policy[], place: Place): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: policies
    .flatMap(({ statements }) => statements(place))
    .map(({ actions, resources, passedTo }) => ({
      Effect: 'Allow',
      Action: actions,
      Resource: resources,
      ...(passedTo !== undefined && { Condition: { StringEquals: { 'iam:PassedToService': passedTo } } }),
    })),
});

/** Calls an operation of IAM or STS as the administrator, and returns the XML of its answer. */
async function callQuery(
  environment: Environment,
  service: 'IAM' | 'STS',
  action: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<string> {
  const key = environment['AWS_ACCESS_KEY_ID'] ?? '';
  const reply = await fetch(environment[`AWS_ENDPOINT_URL_${service}`] ?? '', {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: new URLSearchParams({ Action: action, ...parameters }),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${service} ${action} answered ${reply.status}: ${text}`);
  return text;
}

const valuesIn = (xml: string, element: string): string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, value = '']) => value);

/** The inline policies of every role, by the role and by their names. */
export async function rolePolicies(environment: Environment): Promise<Map<string, Map<string, PolicyDocument>>> {
  const roles = valuesIn(await callQuery(environment, 'IAM', 'ListRoles'), 'RoleName');
  const policies = new Map<string, Map<string, PolicyDocument>>();
  for (const RoleName of roles) {
    const names = valuesIn(await callQuery(environment, 'IAM', 'ListRolePolicies', { RoleName }), 'member');
    const documents = new Map<string, PolicyDocument>();
    for (const PolicyName of names) {
      const answer = await callQuery(environment, 'IAM', 'GetRolePolicy', { RoleName, PolicyName });
      const [document = ''] = valuesIn(answer, 'PolicyDocument');
      documents.set(PolicyName, JSON.parse(decodeURIComponent(document)) as PolicyDocument);
    }
    policies.set(RoleName, documents);
  }
  return policies;
}

export const putRolePolicy = (
  environment: Environment,
  RoleName: string,
  PolicyName: string,
  document: PolicyDocument,
) => callQuery(environment, 'IAM', 'PutRolePolicy', { RoleName, PolicyName, PolicyDocument: JSON.stringify(document) });

/** Creates a role with one policy that the account's administrator may assume, and returns credentials of a session. */
export async function sessionWith(
  environment: Environment,
  RoleName: string,
  document: PolicyDocument,
): Promise<Record<string, string>> {
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'sts:AssumeRole' }],
  };
  await callQuery(environment, 'IAM', 'CreateRole', { RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) });
  await putRolePolicy(environment, RoleName, 'own', document);
  const answer = await callQuery(environment, 'STS', 'AssumeRole', {
    RoleArn: `arn:aws:iam::000000000000:role/${RoleName}`,
    RoleSessionName: 'operator',
  });
  const [accessKeyId = ''] = valuesIn(answer, 'AccessKeyId');
  const [secretAccessKey = ''] = valuesIn(answer, 'SecretAccessKey');
  const [sessionToken = ''] = valuesIn(answer, 'SessionToken');
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
}
