import { DatabaseError } from 'pg';
import { AwsError } from '../../core/index.ts';
import { ENGINE } from '../engine/start.ts';

const QUERY_CANCELED = '57014';
const INVALID_AUTHORIZATION = new Set(['28000', '28P01']);
const UNKNOWN_DATABASE = '3D000';

/** The message in the format of PostgreSQL's JDBC driver, with the SQLSTATE that the API appends. */
function describe(error: DatabaseError): string {
  const lines = [`${error.severity ?? 'ERROR'}: ${error.message}`];
  if (error.detail !== undefined) lines.push(`  Detail: ${error.detail}`);
  if (error.hint !== undefined) lines.push(`  Hint: ${error.hint}`);
  if (error.position !== undefined) lines.push(`  Position: ${error.position}`);
  return `${lines.join('\n')}; SQLState: ${error.code ?? ''}`;
}

/**
 * Converts an error of a statement to the one that the Data API returns: 504 if the connection was lost, and otherwise what
 * PostgreSQL says of the statement.
 */
export function toAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const cause = error;
  if (!(error instanceof DatabaseError)) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The connection to ${ENGINE} was lost: ${reason}`;
    return new AwsError('DatabaseUnavailableException', message, { status: 504, cause });
  }
  const { code = '' } = error;
  if (code === QUERY_CANCELED) return new AwsError('StatementTimeoutException', 'Request timed out', { cause });
  if (INVALID_AUTHORIZATION.has(code) || code === UNKNOWN_DATABASE) {
    return new AwsError('BadRequestException', describe(error), { cause });
  }
  return new AwsError('DatabaseErrorException', describe(error), { cause });
}

const ENDING = new Set(['FATAL', 'PANIC']);

/** Whether the error ended its connection: PostgreSQL reports the end before it closes the connection. */
export function endedConnection(error: unknown): boolean {
  if (!(error instanceof AwsError) || error.cause === undefined) return false;
  return !(error.cause instanceof DatabaseError) || ENDING.has(error.cause.severity ?? '');
}
