import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SignJWT } from 'jose';
import * as z from 'zod';
import type { Connection } from '@evenkeel/chaos';
import { CommerceError } from './errors.ts';

/** Longer than the longest run on the fastest virtual clock: an hour at speed 60 is two and a half days. */
const LIFETIME_SECONDS = 14 * 24 * 3600;

const Clock = z.object({ now: z.iso.datetime() });

/** Creates an access token for the shop's API, signed with the stage's secret and dated by the system's clock. */
export async function accessToken(connection: Connection): Promise<string> {
  const [secret, now] = await Promise.all([secretOf(connection), timeOf(connection)]);
  const issuedAt = Math.floor(now / 1000);
  return new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('loadtests')
    .setIssuer(`evenkeel-${connection.system.stage}`)
    .setAudience('evenkeel')
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + LIFETIME_SECONDS)
    .sign(new TextEncoder().encode(secret));
}

async function secretOf(connection: Connection): Promise<string> {
  const SecretId = connection.output('TokenSecretArn');
  const client = new SecretsManagerClient(connection.client('SECRETS_MANAGER'));
  try {
    const command = new GetSecretValueCommand({ SecretId });
    const { SecretString } = await client.send(command, { abortSignal: connection.signal });
    if (SecretString === undefined) throw new CommerceError(`the secret ${SecretId} has no text to sign tokens with`);
    return SecretString;
  } finally {
    client.destroy();
  }
}

/** The system's time in epoch milliseconds, from its virtual clock if it has one. */
async function timeOf({ system, signal }: Connection): Promise<number> {
  if (system.clockUrl === undefined) return Date.now();
  const answer = await fetch(system.clockUrl, { signal });
  return Date.parse(Clock.parse(await answer.json()).now);
}
