import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SignJWT } from 'jose';
import type { SystemDescription } from '../../chaos/contract/index.ts';
import { brokenHarness } from '../failure.ts';

/**
 * An access token for the API, signed with the stage's own secret (HS256, issuer `evenkeel-<stage>`).
 *
 * @param now the target's time: tokens are judged by the clock of the functions, not by this process
 * @param hours how long it holds, on the target's clock
 */
export async function mintToken(
  system: SystemDescription,
  secrets: SecretsManagerClient,
  now: Date,
  hours: number,
): Promise<string> {
  const { SecretString: secret } = await secrets.send(new GetSecretValueCommand({ SecretId: system.tokenSecretArn }));
  if (secret === undefined) {
    throw brokenHarness(`secret ${system.tokenSecretArn} holds no text; deploy the stage again to have it generated`);
  }
  const issuedAt = Math.floor(now.getTime() / 1000);
  return new SignJWT({})
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject('evenkeel-cli')
    .setIssuer(`evenkeel-${system.stage}`)
    .setAudience('evenkeel')
    .setIssuedAt(issuedAt - 60)
    .setExpirationTime(issuedAt + hours * 3600)
    .sign(new TextEncoder().encode(secret));
}
