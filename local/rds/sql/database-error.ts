import { DatabaseError } from 'pg';
import { AwsError } from '../../core/index.ts';

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

/** Converts an error of the database to the one that the Data API returns; leaves other errors as they are. */
export function toAwsError(error: unknown): unknown {
  if (!(error instanceof DatabaseError)) return error;
  const { code = '' } = error;
  if (code === QUERY_CANCELED) return new AwsError('StatementTimeoutException', 'Request timed out');
  if (INVALID_AUTHORIZATION.has(code) || code === UNKNOWN_DATABASE) {
    return new AwsError('BadRequestException', describe(error));
  }
  return new AwsError('DatabaseErrorException', describe(error));
}
