import * as z from 'zod/mini';
import { bearerAuthoriser } from '../platform/bearer.ts';
import { secretReader } from '../platform/secrets.ts';

/** How long a signing key is cached, in milliseconds of the monotonic clock. */
const KEY_AGE_MS = 5 * 60_000;

const environment = z.parse(z.object({ STAGE: z.string(), TOKEN_SECRET_ARN: z.string() }), process.env);
const readSecret = secretReader();
let cached: { readonly key: string; readonly readAt: number } | undefined;

async function signingKey(): Promise<string> {
  const at = performance.now();
  if (cached === undefined || at - cached.readAt > KEY_AGE_MS) {
    cached = { key: await readSecret(environment.TOKEN_SECRET_ARN), readAt: at };
  }
  return cached.key;
}

export const handler = bearerAuthoriser({
  signingKey,
  issuer: `evenkeel-${environment.STAGE}`,
  audience: 'evenkeel',
  now: () => new Date(),
});
