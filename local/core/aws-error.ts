import type * as z from 'zod';
import type { AwsResponse } from './types.ts';

interface AwsErrorOptions {
  /** HTTP status; 400 by default, as for most errors of AWS. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Additional members of the error's body, e.g. the reasons why a transaction was cancelled. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** What it was made of, for the server itself. */
  readonly cause?: unknown;
}

/** An error response of AWS. Operations throw it; the server renders it. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly members: Readonly<Record<string, unknown>>;

  /** @param code the error's AWS name, with its namespace if clients need that (`com.amazonaws.sqs#...`) */
  constructor(code: string, message: string, options: AwsErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'AwsError';
    this.code = code;
    this.status = options.status ?? 400;
    this.headers = options.headers ?? {};
    this.members = options.members ?? {};
  }
}

/** IAM denies a call. Each protocol renders it in its own form. */
export class AccessDeniedError extends AwsError {
  constructor(message: string) {
    super('AccessDeniedException', message, { status: 403 });
    this.name = 'AccessDeniedError';
  }
}

const describeIssue = ({ path, message }: z.core.$ZodIssue): string => {
  const field = path.map(String).join('.') || 'body';
  return `Value at '${field}' failed to satisfy constraint: ${message}`;
};

/**
 * Parses the input of an operation.
 *
 * @throws AwsError a ValidationException that names every invalid field
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const count = `${String(issues.length)} validation error${issues.length === 1 ? '' : 's'} detected`;
  throw new AwsError('ValidationException', `${count}: ${issues.map(describeIssue).join('; ')}`);
}

/** Parses a JSON request body; an empty body counts as `{}`. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON.');
  }
}

/** The HTTP response for an error, as the AWS JSON protocols write it. */
export function renderError({ code, message, status, headers, members }: AwsError): AwsResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code, ...headers },
    body: JSON.stringify({ __type: code, message, ...members }),
  };
}
