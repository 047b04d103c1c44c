import type { Connection, LoadCredentials } from '@evenkeel/chaos';
import { CommerceError } from './errors.ts';
import { accessToken } from './token.ts';

/** Requests carry the key of the Power plan, which is not throttled; journeys find every plan's key as a secret. */
export async function credentialsOf(connection: Connection): Promise<LoadCredentials> {
  const key = (plan: string): string => keyOf(connection, plan);
  return {
    headers: { 'x-api-key': key('power'), authorization: `Bearer ${await accessToken(connection)}` },
    secrets: { 'basic-key': key('basic'), 'premium-key': key('premium'), 'power-key': key('power') },
  };
}

function keyOf({ system: { apiKeys, prefix } }: Connection, plan: string): string {
  const key = apiKeys[plan];
  if (key !== undefined) return key;
  const known = Object.keys(apiKeys).join(', ');
  throw new CommerceError(
    `the system ${prefix}* has no API key ${plan}, and its keys are: ${known === '' ? 'none' : known}. Its stack must have an output ApiKeyId for each plan`,
  );
}
