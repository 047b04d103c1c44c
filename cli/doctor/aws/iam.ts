/** IAM's SimulatePrincipalPolicy, the one call to IAM: its client would be the largest package of the command. */
import type { STSClient } from '@aws-sdk/client-sts';
import { Sha256 } from '@evenkeel/local/core/sha256';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Decision } from './check.ts';

/** IAM has one endpoint for all commercial regions, whose requests are signed for us-east-1. */
const ENDPOINT = 'https://iam.amazonaws.com';
const REGION = 'us-east-1';

/** Simulates the policies of a user or role. @param sts provides the credentials */
export async function simulatePolicies(
  sts: STSClient,
  principal: string,
  actions: readonly string[],
  resources: readonly string[],
): Promise<readonly Decision[]> {
  const url = new URL(process.env['AWS_ENDPOINT_URL_IAM'] ?? ENDPOINT);
  const body = new URLSearchParams([
    ['Action', 'SimulatePrincipalPolicy'],
    ['Version', '2010-05-08'],
    ['PolicySourceArn', principal],
    ...actions.map((action, at): [string, string] => [`ActionNames.member.${at + 1}`, action]),
    ...resources.map((resource, at): [string, string] => [`ResourceArns.member.${at + 1}`, resource]),
  ]).toString();
  const signer = new SignatureV4({
    credentials: sts.config.credentials,
    region: REGION,
    service: 'iam',
    sha256: Sha256,
  });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port !== '' && { port: Number(url.port) }),
    path: '/',
    headers: { host: url.host, 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body,
  });
  const response = await fetch(url, { method: 'POST', headers, body }).catch((error: unknown) => {
    throw new Error(`${url.href} does not answer`, { cause: error });
  });
  const text = await response.text();
  if (!response.ok) throw refusal(text, response.status, url);
  return decisionsIn(text);
}

/** The decisions in an answer, which is XML: each member has the action's name before its decision. @internal */
export function decisionsIn(xml: string): readonly Decision[] {
  const pattern = /<EvalActionName>([^<]+)<\/EvalActionName>[\s\S]*?<EvalDecision>([^<]+)<\/EvalDecision>/g;
  return [...xml.matchAll(pattern)].map(([, action = '', decision]) => ({ action, allowed: decision === 'allowed' }));
}

function refusal(xml: string, status: number, url: URL): Error {
  const [, code = `HTTP ${status}`] = /<Code>([^<]+)<\/Code>/.exec(xml) ?? [];
  const [, message = ''] = /<Message>([^<]+)<\/Message>/.exec(xml) ?? [];
  const error = new Error(`${url.href} answered ${code}: ${message}`);
  error.name = code;
  return error;
}
