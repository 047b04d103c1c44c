import * as z from 'zod/mini';
import { bearerAuthoriser } from '../platform/bearer.ts';
import { secretReader } from '../platform/secrets.ts';

/** How long a signing key is used without asking for it again, on the monotonic clock. Milliseconds. */
const KEY_AGE_MS = 5 * 60_000;

const environment = z.parse(z.object({ STAGE: z.string(), TOKEN_SECRET_ARN: z.string() }), process.env);
const readSecret = secretReader();
let held: { readonly key: string; readonly readAt: number } | undefined;

async function signingKey(): Promise<string> {
  const at = performance.now();
  if (held === undefined || at - held.readAt > KEY_AGE_MS) {
    held = { key: await readSecret(environment.TOKEN_SECRET_ARN), readAt: at };
  }
  return held.key;
}

export const handler = bearerAuthoriser({
  signingKey,
  issuer: `evenkeel-${environment.STAGE}`,
  audience: 'evenkeel',
  now: () => new Date(),
});
