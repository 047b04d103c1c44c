import type { Account, Permission } from './access.ts';
import { AwsError } from './aws-error.ts';
import type { AwsRequest, AwsResponse } from './types.ts';

/** One operation of a REST JSON API; `Context` is the service's state. */
export interface RestOperation<Context> {
  readonly method: string;
  /** Path, with parameters in braces, e.g. `/schedules/{Name}`. */
  readonly path: string;
  /**
   * What the caller needs of IAM.
   *
   * @param parameters the path's parameters, URL-decoded
   */
  readonly permissions: (
    parameters: Readonly<Record<string, string>>,
    request: AwsRequest,
    account: Account,
  ) => readonly Permission[];
  /** @param parameters the path's parameters, URL-decoded */
  readonly run: (
    parameters: Readonly<Record<string, string>>,
    request: AwsRequest,
    context: Context,
  ) => Promise<AwsResponse> | AwsResponse;
}

/** Gives the operation its type. Read a body with `parseInput(schema, parseJson(request.body))`. */
export const defineRestOperation = <Context>(operation: RestOperation<Context>): RestOperation<Context> => operation;

/** A JSON reply; undefined means an empty body. */
export const jsonReply = (status: number, reply?: unknown): AwsResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: reply === undefined ? '' : JSON.stringify(reply),
});

function matchPath(pattern: readonly string[], path: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== path.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const given = path[index] ?? '';
    if (part.startsWith('{')) parameters[part.slice(1, -1)] = decodeURIComponent(given);
    else if (part !== given) return undefined;
  }
  return parameters;
}

const segments = (path: string): string[] => path.split('/').filter((part) => part !== '');

/** Handles a request with the first operation whose method and path match; trailing slashes are ignored. */
export function answerRest<Context>(
  operations: readonly RestOperation<Context>[],
  context: Context,
  account: Account,
): (request: AwsRequest) => Promise<AwsResponse> {
  const routes = operations.map((operation) => ({ operation, pattern: segments(operation.path) }));
  return async (request) => {
    const path = segments(request.url.pathname);
    for (const { operation, pattern } of routes) {
      if (operation.method !== request.method) continue;
      const parameters = matchPath(pattern, path);
      if (!parameters) continue;
      request.caller.demand(operation.permissions(parameters, request, account));
      return await operation.run(parameters, request, context);
    }
    const message = `${request.method} ${request.url.pathname} is not supported.`;
    throw new AwsError('UnknownOperationException', message, { status: 404 });
  };
}
