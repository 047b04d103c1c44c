import { Logger } from '@aws-lambda-powertools/logger';

/** The part of the logger that services use, so that tests can pass their own. */
export interface Log {
  info(message: string, fields: LogFields): void;
  warn(message: string, fields: LogFields): void;
  error(message: string, fields: LogFields): void;
}

/**
 * Top-level keys of the log line. A line about a saga has its correlation id.
 *
 * @internal
 */
export interface LogFields {
  readonly correlationId?: string;
  readonly [field: string]: unknown;
}

export const createLog = (serviceName: string): Log => new Logger({ serviceName });
