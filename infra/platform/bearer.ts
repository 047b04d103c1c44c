import { jwtVerify } from 'jose';
import type { APIGatewayAuthorizerResult, APIGatewayTokenAuthorizerEvent } from 'aws-lambda';

/** API Gateway answers 401 only for exactly this message, and 500 for any other error. */
const UNAUTHORISED = 'Unauthorized';

export interface BearerPorts {
  /** The key that signs tokens (HS256). */
  readonly signingKey: () => Promise<string>;
  readonly issuer: string;
  readonly audience: string;
  readonly now: () => Date;
}

/**
 * Checks `Authorization: Bearer <JWT>`. The policy allows every method of the stage, because API Gateway caches it per
 * token and not per route.
 */
export function bearerAuthoriser(
  ports: BearerPorts,
): (event: APIGatewayTokenAuthorizerEvent) => Promise<APIGatewayAuthorizerResult> {
  return async ({ authorizationToken, methodArn }) => {
    const token = /^bearer (\S+)$/i.exec(authorizationToken)?.[1];
    if (token === undefined) throw new Error(UNAUTHORISED);
    const key = new TextEncoder().encode(await ports.signingKey());
    const subject = await subjectOf(token, key, ports);
    if (subject === undefined) throw new Error(UNAUTHORISED);
    return {
      principalId: subject,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: wholeStage(methodArn) }],
      },
    };
  };
}

/** The token's subject, or `undefined` if the token is forged, expired, or issued for another audience. */
async function subjectOf(token: string, key: Uint8Array, ports: BearerPorts): Promise<string | undefined> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      issuer: ports.issuer,
      audience: ports.audience,
      requiredClaims: ['exp', 'sub'],
      currentDate: ports.now(),
    });
    return payload.sub;
  } catch {
    return undefined;
  }
}

/** `arn:aws:execute-api:region:account:api/stage/GET/orders/1` -> `arn:aws:execute-api:region:account:api/stage/*` */
function wholeStage(methodArn: string): string {
  const [api = '', stage = ''] = methodArn.split('/');
  return `${api}/${stage}/*`;
}
