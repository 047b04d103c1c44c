import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SignJWT } from 'jose';
import * as z from 'zod';
import type { CommerceSystem, SystemDescription } from '@evenkeel/chaos/schemas';
import { LoadError } from './errors.ts';

/** Longer than the longest run on the fastest virtual clock: an hour at speed 60 is two and a half days. */
const LIFETIME_SECONDS = 14 * 24 * 3600;

const Clock = z.object({ now: z.iso.datetime() });

/** Creates an access token for the system's API, signed with the stage's secret and dated by the system's clock. */
export async function accessToken(system: CommerceSystem, signal?: AbortSignal): Promise<string> {
  const [secret, now] = await Promise.all([secretOf(system, signal), timeOf(system, signal)]);
  const issuedAt = Math.floor(now / 1000);
  return new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('loadtests')
    .setIssuer(`evenkeel-${system.stage}`)
    .setAudience('evenkeel')
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + LIFETIME_SECONDS)
    .sign(new TextEncoder().encode(secret));
}

async function secretOf(system: CommerceSystem, signal: AbortSignal | undefined): Promise<string> {
  const { environment, region, tokenSecretArn } = system;
  const { AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoint, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = environment;
  const client = new SecretsManagerClient({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(AWS_ACCESS_KEY_ID === undefined || AWS_SECRET_ACCESS_KEY === undefined
      ? {}
      : { credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY } }),
  });
  try {
    const command = new GetSecretValueCommand({ SecretId: tokenSecretArn });
    const { SecretString } = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
    if (SecretString === undefined) throw new LoadError(`the secret ${tokenSecretArn} has no text to sign tokens with`);
    return SecretString;
  } finally {
    client.destroy();
  }
}

/** The system's time in epoch milliseconds, from its virtual clock if it has one. */
async function timeOf({ clockUrl }: SystemDescription, signal: AbortSignal | undefined): Promise<number> {
  if (clockUrl === undefined) return Date.now();
  const answer = await fetch(clockUrl, signal === undefined ? {} : { signal });
  return Date.parse(Clock.parse(await answer.json()).now);
}
