/** Decides who may call a method: Lambda authorisers, whose responses are cached, and IAM signatures. */
import * as z from 'zod';
import { AccessDeniedError, formatArn, type FunctionInvoker, type Site } from '../core/index.ts';
import type { Authorizer, Method } from './api.ts';
import { resolveFunction } from './integration.ts';
import { API_GATEWAY } from './permission.ts';
import { decide, policySchema } from './policy.ts';
import { type AuthorizerContext, authorizerEvent, type Call, methodArn } from './proxy-event.ts';
import { GatewayRefusal } from './refusal.ts';
import { checkSignature, signingKeyOf } from './signature.ts';

const authorizerResponseSchema = z.object({
  principalId: z.string().min(1),
  policyDocument: policySchema,
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullish(),
  usageIdentifierKey: z.string().nullish(),
});
type AuthorizerResponse = z.output<typeof authorizerResponseSchema>;

export interface Authorized {
  readonly context?: AuthorizerContext;
  /** The API key in the authoriser's response, for APIs whose key source is the authoriser. */
  readonly apiKey?: string | undefined;
}

export type Authorize = (method: Method, call: Call) => Promise<Authorized>;

const identitySource = /^(?:method\.request\.)?(?<kind>header|querystring|context|stageVariables)\.(?<name>.+)$/u;

const identityPart = (source: string, { request, stage, path, route }: Call): string | undefined => {
  const { kind = '', name = '' } = identitySource.exec(source)?.groups ?? {};
  if (kind === 'header') return request.headers[name.toLowerCase()];
  if (kind === 'querystring') return request.url.searchParams.get(name) ?? undefined;
  if (kind === 'stageVariables') return stage.variables[name];
  return { httpMethod: request.method, path, resourcePath: route.resource.path }[name];
};

/** The values of an authoriser's identity sources; undefined if one is missing. */
const identityOf = ({ identitySources }: Authorizer, call: Call): string[] | undefined => {
  const values = identitySources.map((source) => identityPart(source, call));
  const present = values.filter((value): value is string => value !== undefined && value !== '');
  return present.length === values.length ? present : undefined;
};

const parseResponse = (payload: string): AuthorizerResponse => {
  const response = authorizerResponseSchema.safeParse(JSON.parse(payload));
  if (!response.success) throw new GatewayRefusal('AUTHORIZER_CONFIGURATION_ERROR');
  return response.data;
};

export function createAuthorization(site: Site, invoker: FunctionInvoker): Authorize {
  const cache = new Map<string, { readonly response: AuthorizerResponse; readonly expiresAt: number }>();

  const invokeAuthorizer = async (
    authorizer: Authorizer,
    call: Call,
    identity: readonly string[],
  ): Promise<AuthorizerResponse> => {
    const event =
      authorizer.type === 'TOKEN'
        ? { type: 'TOKEN', methodArn: methodArn(call, site), authorizationToken: identity[0] }
        : authorizerEvent(call, site);
    const functionRef = resolveFunction(authorizer.functionRef, call.stage);
    const payload = JSON.stringify(event);
    const { region, accountId, access } = site;
    const resource = `${call.api.id}/authorizers/${authorizer.id}`;
    const caller = access.service(API_GATEWAY, formatArn({ service: 'execute-api', region, accountId, resource }));
    const reply = await invoker
      .invoke({ functionRef, type: 'RequestResponse', payload, caller })
      .catch((error: unknown) => {
        throw error instanceof AccessDeniedError ? new GatewayRefusal('AUTHORIZER_CONFIGURATION_ERROR') : error;
      });
    if (reply.functionError !== undefined && /"errorMessage":\s*"Unauthorized"/u.test(reply.payload)) {
      throw new GatewayRefusal('UNAUTHORIZED');
    }
    if (reply.functionError !== undefined || reply.status !== 200) throw new GatewayRefusal('AUTHORIZER_FAILURE');
    return parseResponse(reply.payload);
  };

  const authorizerResponse = async (authorizer: Authorizer, call: Call): Promise<AuthorizerResponse> => {
    const identity = identityOf(authorizer, call);
    const required = authorizer.type === 'TOKEN' || authorizer.timeToLive > 0;
    if (identity === undefined && required) throw new GatewayRefusal('UNAUTHORIZED');
    if (authorizer.validation && !authorizer.validation(identity?.[0] ?? '')) throw new GatewayRefusal('UNAUTHORIZED');
    const cacheKey = JSON.stringify([call.api.id, call.stage.name, authorizer.id, identity]);
    const cached = cache.get(cacheKey);
    if (cached && cached.expiresAt > performance.now()) return cached.response;
    const response = await invokeAuthorizer(authorizer, call, identity ?? []);
    if (authorizer.timeToLive > 0) {
      cache.set(cacheKey, { response, expiresAt: performance.now() + authorizer.timeToLive });
    }
    return response;
  };

  const authorizeByFunction = async ({ authorizerId = '' }: Method, call: Call): Promise<Authorized> => {
    const authorizer = call.api.authorizers.get(authorizerId);
    if (!authorizer) throw new GatewayRefusal('AUTHORIZER_CONFIGURATION_ERROR');
    const { principalId, policyDocument, context, usageIdentifierKey } = await authorizerResponse(authorizer, call);
    const decision = decide(policyDocument, methodArn(call, site));
    if (decision === 'denied') throw new GatewayRefusal('ACCESS_DENIED');
    if (decision === 'not allowed') {
      throw new GatewayRefusal('ACCESS_DENIED', 'User is not authorized to access this resource');
    }
    return { context: { ...context, principalId, integrationLatency: 0 }, apiKey: usageIdentifierKey ?? undefined };
  };

  const authorizeBySignature = async (call: Call): Promise<Authorized> => {
    const { api, stage, path, request } = call;
    const session = site.access.sessionOf(signingKeyOf(request) ?? '');
    const url = new URL(`${site.baseUrl}/execute_api/${api.id}/${stage.name}${path}${request.url.search}`);
    switch (await checkSignature({ ...request, url }, session?.credentials)) {
      case 'signed':
        if (session?.caller.allows({ action: 'execute-api:Invoke', resource: methodArn(call, site) })) return {};
        throw new GatewayRefusal('ACCESS_DENIED', 'User is not authorized to access this resource');
      case 'unsigned':
        throw new GatewayRefusal('MISSING_AUTHENTICATION_TOKEN');
      case 'unknown key':
        throw new GatewayRefusal('INVALID_SIGNATURE', 'The security token included in the request is invalid.');
      case 'wrong':
        throw new GatewayRefusal('INVALID_SIGNATURE');
    }
  };

  return async (method, call) => {
    switch (method.authorization) {
      case 'NONE':
        return {};
      case 'CUSTOM':
        return await authorizeByFunction(method, call);
      case 'AWS_IAM':
        return await authorizeBySignature(call);
    }
  };
}
