import { hostname, userInfo } from 'node:os';
import type { SystemDescription } from '../../chaos/index.ts';

/** Real milliseconds to wait for AWS to say who is calling. */
const PATIENCE_MS = 5000;

/** Who gives the command: on AWS the principal whose credentials it uses; elsewhere, and where that cannot be asked, the user and host. */
export async function principalOf({ target, region }: SystemDescription): Promise<string> {
  const user = `${userInfo().username}@${hostname()}`;
  if (target !== 'aws') return user;
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient({ region, maxAttempts: 2 });
  try {
    const abortSignal = AbortSignal.timeout(PATIENCE_MS);
    const { Arn } = await client.send(new GetCallerIdentityCommand({}), { abortSignal });
    return Arn ?? user;
  } catch {
    return user;
  } finally {
    client.destroy();
  }
}
