import { hostname, userInfo } from 'node:os';
import type { SystemDescription } from '@evenkeel/chaos';

/** Real milliseconds to wait for AWS to return the caller's identity. */
const TIMEOUT_MS = 5000;

/**
 * Who runs the command: on AWS, the principal of the credentials; locally, or if that is not available, user and host.
 */
export async function principalOf({ target, region }: Pick<SystemDescription, 'target' | 'region'>): Promise<string> {
  const user = `${userInfo().username}@${hostname()}`;
  if (target !== 'aws') return user;
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient({ region, maxAttempts: 2 });
  try {
    const abortSignal = AbortSignal.timeout(TIMEOUT_MS);
    const { Arn } = await client.send(new GetCallerIdentityCommand({}), { abortSignal });
    return Arn ?? user;
  } catch {
    return user;
  } finally {
    client.destroy();
  }
}
