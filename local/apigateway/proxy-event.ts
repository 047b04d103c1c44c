/** The event that a Lambda proxy integration passes to its function (payload format 1.0, REST APIs). */
import type { APIGatewayProxyEvent, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import type { AwsRequest, Site } from '../core/index.ts';
import type { ApiKey, RestApi, Stage } from './api.ts';
import type { Route } from './routing.ts';

export interface Call {
  readonly api: RestApi;
  readonly stage: Stage;
  readonly route: Route;
  /** The path below the stage. */
  readonly path: string;
  readonly request: AwsRequest;
  readonly requestId: string;
  /** Virtual milliseconds. */
  readonly at: number;
}

export type AuthorizerContext = Readonly<Record<string, string | number | boolean | null>>;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `31/Jan/2026:10:00:00 +0000` */
const requestTime = (at: number): string => {
  const iso = new Date(at).toISOString();
  return `${iso.slice(8, 10)}/${MONTHS[Number(iso.slice(5, 7)) - 1] ?? ''}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
};

const orNull = <Value>(record: Record<string, Value>): Record<string, Value> | null =>
  Object.keys(record).length === 0 ? null : record;

/** Headers and query parameters: the last value of each, and all values of each. */
const parametersOf = ({ headers, url }: AwsRequest) => {
  const names = [...new Set(url.searchParams.keys())];
  return {
    headers: { ...headers },
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: orNull(Object.fromEntries(url.searchParams)),
    multiValueQueryStringParameters: orNull(
      Object.fromEntries(names.map((name) => [name, url.searchParams.getAll(name)])),
    ),
  };
};

export const methodArn = ({ api, stage, request, path }: Call, { region, accountId }: Site): string =>
  `arn:aws:execute-api:${region}:${accountId}:${api.id}/${stage.name}/${request.method}${path}`;

/** The method as a function's permission names it: by the path of its resource, `/orders/{id}`. */
export const integrationArn = ({ api, stage, request, route }: Call, { region, accountId }: Site): string =>
  `arn:aws:execute-api:${region}:${accountId}:${api.id}/${stage.name}/${request.method}${route.resource.path}`;

const requestContext = (call: Call, site: Site, key: ApiKey | undefined) => {
  const { api, stage, route, path, request, requestId, at } = call;
  return {
    accountId: site.accountId,
    apiId: api.id,
    deploymentId: stage.deploymentId,
    domainName: `${api.id}.execute-api.${site.region}.amazonaws.com`,
    domainPrefix: api.id,
    extendedRequestId: requestId,
    httpMethod: request.method,
    identity: {
      accessKey: null,
      accountId: null,
      apiKey: key?.value ?? null,
      apiKeyId: key?.id ?? null,
      caller: null,
      clientCert: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: '127.0.0.1',
      user: null,
      userAgent: request.headers['user-agent'] ?? null,
      userArn: null,
    },
    path: `/${stage.name}${path}`,
    protocol: 'HTTP/1.1',
    requestId,
    requestTime: requestTime(at),
    requestTimeEpoch: at,
    resourceId: route.resource.id,
    resourcePath: route.resource.path,
    stage: stage.name,
  };
};

const common = (call: Call) => ({
  resource: call.route.resource.path,
  path: call.path,
  httpMethod: call.request.method,
  ...parametersOf(call.request),
  pathParameters: orNull({ ...call.route.parameters }),
  stageVariables: orNull({ ...call.stage.variables }),
});

const isBinary = ({ api, request }: Call): boolean => {
  const type = request.headers['content-type']?.split(';')[0]?.trim() ?? '';
  return api.binaryMediaTypes.some((media) => media === '*/*' || media === type);
};

export function proxyEvent(
  call: Call,
  site: Site,
  { key, authorizer }: { readonly key: ApiKey | undefined; readonly authorizer: AuthorizerContext | undefined },
): APIGatewayProxyEvent {
  const { body } = call.request;
  const binary = isBinary(call);
  return {
    ...common(call),
    requestContext: { ...requestContext(call, site, key), authorizer },
    body: body.length === 0 ? null : body.toString(binary ? 'base64' : 'utf8'),
    isBase64Encoded: binary && body.length > 0,
  };
}

/** The event that a REQUEST authoriser receives. */
export const authorizerEvent = (call: Call, site: Site): APIGatewayRequestAuthorizerEvent => ({
  type: 'REQUEST',
  methodArn: methodArn(call, site),
  ...common(call),
  requestContext: { ...requestContext(call, site, undefined), authorizer: undefined },
});
