import { describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { bearerAuthoriser } from '../../../infra/platform/bearer.ts';

const now = new Date('2030-01-01T12:00:00Z');
const key = 'a'.repeat(64);
const arn = 'arn:aws:execute-api:us-east-1:000000000000:api1/dev/GET/orders/run-load-1';
const authorise = bearerAuthoriser({
  signingKey: () => Promise.resolve(key),
  issuer: 'evenkeel-dev',
  audience: 'evenkeel',
  now: () => now,
});
const ask = (authorizationToken: string) => authorise({ type: 'TOKEN', authorizationToken, methodArn: arn });

interface Claims {
  readonly issuer?: string;
  readonly audience?: string;
  readonly subject?: string;
  readonly expires?: string;
  readonly signedWith?: string;
}

const token = ({ issuer = 'evenkeel-dev', audience = 'evenkeel', subject, expires, signedWith }: Claims = {}) =>
  new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(subject ?? 'load')
    .setExpirationTime(new Date(expires ?? '2030-01-01T13:00:00Z'))
    .sign(new TextEncoder().encode(signedWith ?? key));

describe('the bearer authoriser', () => {
  it('allows the bearer of a signed token to call every method of the stage', async () => {
    expect(await ask(`Bearer ${await token()}`)).toEqual({
      principalId: 'load',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Action: 'execute-api:Invoke',
            Effect: 'Allow',
            Resource: 'arn:aws:execute-api:us-east-1:000000000000:api1/dev/*',
          },
        ],
      },
    });
  });

  it.each<[string, Claims]>([
    ['another stage', { issuer: 'evenkeel-prod' }],
    ['another audience', { audience: 'elsewhere' }],
    ['a time that has passed', { expires: '2030-01-01T11:59:00Z' }],
    ['the wrong key', { signedWith: 'b'.repeat(64) }],
  ])('refuses a token for %s', async (_case, claims) => {
    await expect(ask(`Bearer ${await token(claims)}`)).rejects.toThrow(/^Unauthorized$/);
  });

  it.each(['', 'Basic dXNlcg==', 'Bearer', 'Bearer not.a.token', 'Bearer eyJhbGciOiJub25lIn0.e30.'])(
    'refuses %p',
    async (header) => {
      await expect(ask(header)).rejects.toThrow(/^Unauthorized$/);
    },
  );

  it('does not report an unreadable secret as a bad token', async () => {
    const broken = bearerAuthoriser({
      signingKey: () => Promise.reject(new Error('throttled')),
      issuer: 'evenkeel-dev',
      audience: 'evenkeel',
      now: () => now,
    });
    await expect(broken({ type: 'TOKEN', authorizationToken: 'Bearer x', methodArn: arn })).rejects.toThrow(
      'throttled',
    );
  });
});
