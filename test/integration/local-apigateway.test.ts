/** API Gateway from a client's point of view: a REST API, provisioned resource by resource and called over HTTP. */
import { createHash, createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiGateway, createApiGateway } from '../../local/apigateway/index.ts';
import { createClock, type InvokeResult, serveAws } from '../../local/core/index.ts';
import { type AwsServer } from '../../local/core/server.ts';
import { localCredentials, signedHeaders } from '../local-credentials.ts';
import { localAccess, localSite } from '../local-site.ts';

type Handler = (event: Record<string, unknown>) => Promise<InvokeResult> | InvokeResult;

const clock = createClock({ speed: 1, startAt: new Date('2026-01-31T10:00:00Z') });
const invocations: { functionRef: string; event: Record<string, unknown> }[] = [];
const reported: { name: string; value: number; dimensions: Readonly<Record<string, string>> }[] = [];
const answered = (reply: unknown): InvokeResult => ({ status: 200, payload: JSON.stringify(reply) });
const echo: Handler = (event) => answered({ statusCode: 200, body: JSON.stringify(event) });
let handler: Handler = echo;
let authorise: Handler = (event) => allow(event);
let server: AwsServer;
let gateway: ApiGateway;
let url: string;
let apiId: string;

const provision = async (type: string, logicalId: string, properties: unknown): Promise<string> => {
  const resourceType = gateway.resourceTypes.find((one) => one.type === `AWS::ApiGateway::${type}`)!;
  const context = { stackName: 'shop', logicalId, defaultName: `shop-${logicalId}`, assetDirectory: String };
  const { ref } = await resourceType.create(resourceType.parse(properties) as never, context);
  return ref;
};
const functionUri = (name: string) =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:${name}/invocations`;

const allow = (event: Record<string, unknown>) =>
  answered({
    principalId: 'user',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: event['methodArn'] }],
    },
    context: { tenant: 't1' },
  });

beforeAll(async () => {
  server = await serveAws({ clock, port: 0, access: localAccess, log: () => undefined });
  const site = localSite({ clock, baseUrl: server.baseUrl, random: Math.random });
  gateway = createApiGateway(site, {
    invoker: {
      invoke: async ({ functionRef, payload }) => {
        const event = JSON.parse(payload) as Record<string, unknown>;
        invocations.push({ functionRef, event });
        return await (functionRef.includes('authoriser') ? authorise : handler)(event);
      },
    },
    metrics: { put: (datum) => reported.push(datum) },
  });
  server.mount(gateway, gateway.executeApi);

  apiId = await provision('RestApi', 'Api', { Name: 'front' });
  const root = await rootOf();
  const authorizer = await provision('Authorizer', 'Bearer', {
    RestApiId: apiId,
    Name: 'bearer',
    Type: 'TOKEN',
    AuthorizerUri: functionUri('authoriser:live'),
    IdentitySource: 'method.request.header.Authorization',
    IdentityValidationExpression: '^Bearer [a-z]+$',
    AuthorizerResultTtlInSeconds: 300,
  });
  const validator = await provision('RequestValidator', 'Validator', {
    RestApiId: apiId,
    ValidateRequestBody: true,
    ValidateRequestParameters: true,
  });
  await provision('Model', 'Order', {
    RestApiId: apiId,
    Name: 'Order',
    Schema: { $schema: 'http://json-schema.org/draft-04/schema#', type: 'object', required: ['sku'] },
  });
  const lambda = { Type: 'AWS_PROXY', Uri: functionUri('orders:${stageVariables.alias}') };
  const resource = (id: string, ParentId: string, PathPart: string) =>
    provision('Resource', id, { RestApiId: apiId, ParentId, PathPart });
  const method = (id: string, ResourceId: string, properties: object) =>
    provision('Method', id, { RestApiId: apiId, ResourceId, HttpMethod: 'GET', Integration: lambda, ...properties });

  const orders = await resource('Orders', root, 'orders');
  const order = await resource('OrderById', orders, '{id}');
  await method('GetOrder', order, {});
  await method('PostOrder', orders, {
    HttpMethod: 'POST',
    RequestValidatorId: validator,
    RequestModels: { 'application/json': 'Order' },
    RequestParameters: { 'method.request.header.x-tenant': true },
  });
  await method('OrderOptions', orders, {
    HttpMethod: 'OPTIONS',
    Integration: {
      Type: 'MOCK',
      RequestTemplates: { 'application/json': '{ statusCode: 204 }' },
      IntegrationResponses: [
        { StatusCode: '204', ResponseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'*'" } },
      ],
    },
  });
  await method('GetMetered', await resource('Metered', root, 'metered'), { ApiKeyRequired: true });
  await method('GetPrivate', await resource('Private', root, 'private'), {
    AuthorizationType: 'CUSTOM',
    AuthorizerId: authorizer,
  });
  await method('GetSigned', await resource('Signed', root, 'signed'), { AuthorizationType: 'AWS_IAM' });
  await method('GetSlow', await resource('Slow', root, 'slow'), { Integration: { ...lambda, TimeoutInMillis: 50 } });
  await method('Rest', await resource('Anything', root, '{rest+}'), { HttpMethod: 'PATCH' });
  const deployment = await provision('Deployment', 'Deployment', { RestApiId: apiId });
  await provision('Stage', 'Stage', {
    RestApiId: apiId,
    DeploymentId: deployment,
    StageName: 'dev',
    Variables: { alias: 'live' },
  });
  for (const [name, limits] of Object.entries({
    slow: { Throttle: { RateLimit: 0.001, BurstLimit: 2 } },
    few: { Quota: { Limit: 2, Period: 'DAY' } },
    free: {},
  })) {
    const key = await provision('ApiKey', `Key${name}`, { Name: name, Enabled: true });
    const plan = await provision('UsagePlan', `Plan${name}`, {
      UsagePlanName: name,
      ApiStages: [{ ApiId: apiId, Stage: 'dev' }],
      ...limits,
    });
    await provision('UsagePlanKey', `PlanKey${name}`, { KeyId: key, KeyType: 'API_KEY', UsagePlanId: plan });
  }
  await provision('ApiKey', 'KeyLoose', { Name: 'loose', Enabled: true });
  url = gateway.apis()[0]!.stages['dev']!;
});

const rootOf = async (): Promise<string> => {
  const response = await fetch(`${server.baseUrl}/apigateway/restapis/${apiId}`, { headers: signedHeaders });
  return ((await response.json()) as { rootResourceId: string }).rootResourceId;
};

afterAll(async () => {
  await gateway.close();
  await server.close();
});
afterEach(() => {
  handler = echo;
  authorise = allow;
  invocations.length = 0;
  reported.length = 0;
});

const call = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`${url}${path}`, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : undefined) as unknown };
};

describe('a Lambda proxy integration', () => {
  it('passes the REST event to the function and returns its response', async () => {
    handler = (event) => answered({ statusCode: 201, headers: { 'X-Own': 'yes' }, body: JSON.stringify(event) });
    const { status, headers, body } = await call('/orders/a%2Fb?x=1&x=2', { headers: { 'x-correlation-id': 'c1' } });
    expect(status).toBe(201);
    expect(headers.get('x-own')).toBe('yes');
    expect(body).toMatchObject({
      resource: '/orders/{id}',
      path: '/orders/a%2Fb',
      httpMethod: 'GET',
      headers: { 'x-correlation-id': 'c1' },
      multiValueHeaders: { 'x-correlation-id': ['c1'] },
      queryStringParameters: { x: '2' },
      multiValueQueryStringParameters: { x: ['1', '2'] },
      pathParameters: { id: 'a/b' },
      stageVariables: { alias: 'live' },
      body: null,
      isBase64Encoded: false,
      requestContext: {
        apiId,
        stage: 'dev',
        resourcePath: '/orders/{id}',
        path: '/dev/orders/a%2Fb',
        httpMethod: 'GET',
      },
    });
  });

  it('resolves the alias from the stage variable', async () => {
    await call('/orders/1');
    expect(invocations[0]?.functionRef).toBe('arn:aws:lambda:us-east-1:000000000000:function:orders:live');
  });

  it.each([
    ['a response without a status code', { body: 'x' }],
    ['a body that is not text', { statusCode: 200, body: { a: 1 } }],
    ['an empty response', null],
  ])('turns %s into a 502', async (_, reply) => {
    handler = () => answered(reply);
    expect(await call('/orders/1')).toMatchObject({ status: 502, body: { message: 'Internal server error' } });
  });

  it('responds with 502 if the function throws and with 500 if it is throttled', async () => {
    handler = () => ({ status: 200, payload: '{"errorMessage":"boom"}', functionError: 'Unhandled' });
    expect((await call('/orders/1')).status).toBe(502);
    handler = () => ({ status: 429, payload: '' });
    expect((await call('/orders/1')).status).toBe(500);
  });

  it('responds with 504 if the function exceeds the timeout of the integration', async () => {
    handler = () => new Promise(() => undefined);
    expect(await call('/slow')).toMatchObject({ status: 504, body: { message: 'Endpoint request timed out' } });
  });
});

describe('routes', () => {
  it('refuse unknown paths and methods as AWS does', async () => {
    const refusal = { status: 403, body: { message: 'Missing Authentication Token' } };
    expect(await call('/nowhere')).toMatchObject(refusal);
    expect(await call('/orders/1', { method: 'DELETE' })).toMatchObject(refusal);
  });

  it('fall back to a greedy parameter', async () => {
    expect(await call('/a/b/c', { method: 'PATCH' })).toMatchObject({ body: { pathParameters: { rest: 'a/b/c' } } });
  });

  it('answer a preflight request from a mock integration', async () => {
    const { status, headers } = await call('/orders', { method: 'OPTIONS' });
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('requests', () => {
  it.each(['/orders/%', '/orders/%zz', '/orders/a%E0%A4b', '/%'])(
    'with a malformed percent-encoding are refused, and fire no alarm: %s',
    async (path) => {
      expect(await call(path)).toMatchObject({ status: 400, body: { message: 'Bad Request' } });
      expect(reported.filter(({ name, value }) => name === '5XXError' && value > 0)).toEqual([]);
      expect(invocations).toEqual([]);
    },
  );

  it('larger than 10 MB are refused', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1);
    expect((await call('/orders', { method: 'POST', body })).status).toBe(413);
  });

  it('are checked by their validator', async () => {
    const post = (headers: Record<string, string>, body: string) => call('/orders', { method: 'POST', headers, body });
    expect(await post({}, '{"sku":"a"}')).toMatchObject({
      status: 400,
      body: { message: 'Missing required request parameters: [x-tenant]' },
    });
    const headers = { 'x-tenant': 't', 'content-type': 'application/json' };
    expect(await post(headers, '{}')).toMatchObject({ status: 400, body: { message: 'Invalid request body' } });
    expect((await post(headers, '{"sku":"a"}')).status).toBe(200);
  });
});

describe('API keys', () => {
  const withKey = (name: string) => call('/metered', { headers: { 'x-api-key': gateway.apiKeys()[name] ?? name } });

  it('are required, must exist and must belong to a usage plan of the stage', async () => {
    const refusal = { status: 403, body: { message: 'Forbidden' } };
    expect(await call('/metered')).toMatchObject(refusal);
    expect(await withKey('no-such-key')).toMatchObject(refusal);
    expect(await withKey('loose')).toMatchObject(refusal);
    expect(await withKey('free')).toMatchObject({
      status: 200,
      body: { requestContext: { identity: { apiKey: gateway.apiKeys()['free'] } } },
    });
  });

  it('are limited by rate and by quota, each with its own message', async () => {
    await withKey('slow');
    await withKey('slow');
    expect(await withKey('slow')).toMatchObject({ status: 429, body: { message: 'Too Many Requests' } });
    await withKey('few');
    await withKey('few');
    expect(await withKey('few')).toMatchObject({ status: 429, body: { message: 'Limit Exceeded' } });
    expect((await withKey('free')).status).toBe(200);
  });

  it('are listed with their values and their usage', async () => {
    const read = async (path: string) =>
      (await (await fetch(`${server.baseUrl}/apigateway${path}`, { headers: signedHeaders })).json()) as never;
    const { item } = (await read('/apikeys?includeValues=true')) as { item: { name: string; value: string }[] };
    expect(Object.fromEntries(item.map(({ name, value }) => [name, value]))).toEqual(gateway.apiKeys());
    const plans = (await read('/usageplans')) as { item: { id: string; name: string }[] };
    const few = plans.item.find(({ name }) => name === 'few')!;
    const { values } = (await read(`/usageplans/${few.id}/usage?startDate=2026-01-31&endDate=2026-01-31`)) as {
      values: Record<string, number[][]>;
    };
    expect(Object.values(values)).toEqual([[[2, 0]]]);
  });
});

describe('a token authoriser', () => {
  const withToken = (token?: string) =>
    call('/private', token === undefined ? {} : { headers: { authorization: token } });

  it('is not invoked without a token or with a token of the wrong format', async () => {
    const refusal = { status: 401, body: { message: 'Unauthorized' } };
    expect(await withToken()).toMatchObject(refusal);
    expect(await withToken('Basic 1')).toMatchObject(refusal);
    expect(invocations).toEqual([]);
  });

  it('admits callers that its policy allows, passes on its context and is invoked once per token', async () => {
    expect(await withToken('Bearer good')).toMatchObject({
      status: 200,
      body: { requestContext: { authorizer: { principalId: 'user', tenant: 't1' } } },
    });
    await withToken('Bearer good');
    expect(invocations.filter(({ functionRef }) => functionRef.includes('authoriser'))).toMatchObject([
      {
        event: {
          type: 'TOKEN',
          authorizationToken: 'Bearer good',
          methodArn: `arn:aws:execute-api:us-east-1:000000000000:${apiId}/dev/GET/private`,
        },
      },
    ]);
  });

  it('rejects callers that it denies or does not know, and responds with 500 if it fails', async () => {
    authorise = ({ methodArn }) =>
      answered({
        principalId: 'user',
        policyDocument: { Statement: [{ Action: '*', Effect: 'Deny', Resource: methodArn }] },
      });
    expect((await withToken('Bearer denied')).status).toBe(403);
    authorise = () => ({ status: 200, payload: '{"errorMessage":"Unauthorized"}', functionError: 'Unhandled' });
    expect((await withToken('Bearer unknown')).status).toBe(401);
    authorise = () => ({ status: 200, payload: '{"errorMessage":"boom"}', functionError: 'Unhandled' });
    expect((await withToken('Bearer broken')).status).toBe(500);
    authorise = () => answered({});
    expect((await withToken('Bearer malformed')).status).toBe(500);
  });
});

describe('IAM authorisation', () => {
  /** An independent implementation of Signature Version 4, for a request without a body. */
  const sign = (query: string, secret: string) => {
    const hash = (text: string) => createHash('sha256').update(text).digest('hex');
    const mac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
    const { host, pathname } = new URL(`${url}/signed`);
    const date = '20260131T100000Z';
    const scope = '20260131/us-east-1/execute-api/aws4_request';
    const headers = `host:${host}\nx-amz-date:${date}\n`;
    const request = ['GET', pathname, query, headers, 'host;x-amz-date', hash('')].join('\n');
    const toSign = ['AWS4-HMAC-SHA256', date, scope, hash(request)].join('\n');
    const key = ['us-east-1', 'execute-api', 'aws4_request'].reduce<Buffer>(mac, mac(`AWS4${secret}`, '20260131'));
    const credential = `Credential=${localCredentials.accessKeyId}/${scope}`;
    const signature = mac(key, toSign).toString('hex');
    return {
      'x-amz-date': date,
      authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    };
  };

  it('accepts a request signed with the known key', async () => {
    const headers = sign('a=1&b=two%20words', localCredentials.secretAccessKey);
    expect((await call('/signed?b=two%20words&a=1', { headers })).status).toBe(200);
  });

  it('rejects a request that is unsigned, signed with another secret or changed after signing', async () => {
    expect((await call('/signed')).status).toBe(403);
    expect((await call('/signed', { headers: sign('', 'another') })).status).toBe(403);
    const headers = sign('a=1', localCredentials.secretAccessKey);
    expect((await call('/signed?a=2', { headers })).status).toBe(403);
  });
});

describe('metrics', () => {
  it('count every request per API and stage', async () => {
    await call('/orders/1');
    await call('/nowhere');
    const ofStage = reported.filter(
      ({ dimensions }) => dimensions['Stage'] === 'dev' && dimensions['ApiName'] === 'front',
    );
    const sum = (name: string) =>
      ofStage.filter((one) => one.name === name).reduce((total, { value }) => total + value, 0);
    expect({ count: sum('Count'), refused: sum('4XXError'), failed: sum('5XXError') }).toEqual({
      count: 2,
      refused: 1,
      failed: 0,
    });
    expect(ofStage.map(({ name }) => name)).toEqual(expect.arrayContaining(['Latency', 'IntegrationLatency']));
  });
});
