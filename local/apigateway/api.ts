/** The parts of a REST API, as the resources of a template configure them. */

export interface LambdaIntegration {
  readonly kind: 'lambda';
  /** Function name or ARN; the qualifier may be a stage variable: `...:checkout:${stageVariables.alias}`. */
  readonly functionRef: string;
  /** Real milliseconds. */
  readonly timeout: number;
}
export interface MockIntegration {
  readonly kind: 'mock';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

interface RequestValidator {
  readonly body: boolean;
  readonly parameters: boolean;
}

export interface Method {
  readonly httpMethod: string;
  readonly authorization: 'NONE' | 'AWS_IAM' | 'CUSTOM';
  readonly authorizerId?: string | undefined;
  readonly apiKeyRequired: boolean;
  readonly integration: LambdaIntegration | MockIntegration;
  readonly validatorId?: string | undefined;
  /** Maps a parameter such as `method.request.querystring.page` to whether it is required. */
  readonly parameters: Readonly<Record<string, boolean>>;
  /** Maps a content type to the name of a model. */
  readonly models: Readonly<Record<string, string>>;
}

export interface ApiResource {
  readonly id: string;
  readonly parentId?: string | undefined;
  /** Empty for the root. */
  readonly pathPart: string;
  readonly path: string;
  readonly methods: Map<string, Method>;
}

interface Throttle {
  /** Requests per real second. */
  readonly rate: number;
  readonly burst: number;
}

export interface Stage {
  readonly name: string;
  readonly deploymentId: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Shared by all methods of the stage. */
  readonly throttle?: Throttle | undefined;
}

export interface Authorizer {
  readonly id: string;
  readonly name: string;
  readonly type: 'TOKEN' | 'REQUEST';
  readonly functionRef: string;
  /** `method.request.header.Authorization`, `context.httpMethod` ... */
  readonly identitySources: readonly string[];
  readonly validation?: ((text: string) => boolean) | undefined;
  /** Real milliseconds for which a response is cached. */
  readonly timeToLive: number;
}

interface GatewayResponse {
  readonly status?: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Body template for JSON, with `$context` variables. */
  readonly template?: string | undefined;
}

export interface RestApi {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly rootId: string;
  readonly keySource: 'HEADER' | 'AUTHORIZER';
  readonly binaryMediaTypes: readonly string[];
  readonly resources: Map<string, ApiResource>;
  readonly stages: Map<string, Stage>;
  readonly authorizers: Map<string, Authorizer>;
  readonly validators: Map<string, RequestValidator>;
  /** JSON schemas by model name. */
  readonly models: Map<string, Readonly<Record<string, unknown>>>;
  readonly gatewayResponses: Map<string, GatewayResponse>;
}

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly enabled: boolean;
  readonly createdAt: number;
}

export interface UsagePlan {
  readonly id: string;
  readonly name: string;
  readonly stages: readonly { readonly apiId: string; readonly stage: string }[];
  readonly throttle?: Throttle | undefined;
  readonly quota?: Quota | undefined;
  readonly keyIds: Set<string>;
}

export interface Quota {
  readonly limit: number;
  readonly period: 'DAY' | 'WEEK' | 'MONTH';
}
