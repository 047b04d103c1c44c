/** Responses of the gateway itself, for requests that do not reach their integration and integrations that fail. */
import type { AwsResponse } from '../core/index.ts';
import type { RestApi } from './api.ts';
import { escapeJson, fillTemplate, staticText } from './template.ts';

const refusals = {
  ACCESS_DENIED: [403, 'AccessDeniedException', 'User is not authorized to access this resource with an explicit deny'],
  API_CONFIGURATION_ERROR: [500, 'InternalServerErrorException', 'Internal server error'],
  AUTHORIZER_CONFIGURATION_ERROR: [500, 'AuthorizerConfigurationException', null],
  AUTHORIZER_FAILURE: [500, 'AuthorizerFailureException', null],
  BAD_REQUEST_BODY: [400, 'BadRequestException', 'Invalid request body'],
  BAD_REQUEST_PARAMETERS: [400, 'BadRequestException', 'Missing required request parameters'],
  INTEGRATION_FAILURE: [502, 'InternalServerErrorException', 'Internal server error'],
  INTEGRATION_TIMEOUT: [504, 'InternalServerErrorException', 'Endpoint request timed out'],
  INVALID_API_KEY: [403, 'ForbiddenException', 'Forbidden'],
  INVALID_SIGNATURE: [
    403,
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  ],
  MISSING_AUTHENTICATION_TOKEN: [403, 'MissingAuthenticationTokenException', 'Missing Authentication Token'],
  QUOTA_EXCEEDED: [429, 'LimitExceededException', 'Limit Exceeded'],
  REQUEST_TOO_LARGE: [413, 'RequestTooLongException', 'Request Too Long'],
  THROTTLED: [429, 'TooManyRequestsException', 'Too Many Requests'],
  UNAUTHORIZED: [401, 'UnauthorizedException', 'Unauthorized'],
} as const satisfies Record<string, readonly [status: number, type: string, message: string | null]>;

export type RefusalType = keyof typeof refusals;

/** Ends the handling of a request with one of the gateway's own responses. */
export class GatewayRefusal extends Error {
  override readonly name = 'GatewayRefusal';
  readonly type: RefusalType;
  /** Replaces the type's own message, e.g. to name the missing parameters. */
  readonly detail: string | undefined;

  constructor(type: RefusalType, detail?: string) {
    super(`${type}${detail === undefined ? '' : `: ${detail}`}`);
    this.type = type;
    this.detail = detail;
  }
}

/** The HTTP response, shaped by the API's gateway response for this type or else by its default for 4xx or 5xx. */
export function answerRefusal({ type, detail }: GatewayRefusal, api: RestApi, requestId: string): AwsResponse {
  const [status, errorType, ownMessage] = refusals[type];
  const general = status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX';
  const custom = api.gatewayResponses.get(type) ?? api.gatewayResponses.get(general);
  const message = detail ?? ownMessage;
  const variables = {
    'context.error.messageString': JSON.stringify(message),
    'context.error.message': message === null ? '' : escapeJson(message),
    'context.error.responseType': type,
    'context.requestId': requestId,
  };
  const headers = Object.entries(custom?.headers ?? {}).map(([name, value]) => [name, staticText(value)] as const);
  return {
    status: custom?.status ?? status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-errortype': errorType,
      'x-amzn-requestid': requestId,
      ...Object.fromEntries(headers),
    },
    body: fillTemplate(custom?.template ?? '{"message":$context.error.messageString}', variables),
  };
}
