import { AwsError } from '../../core/index.ts';
import { parseNamedParameters } from './named-parameters.ts';
import { bindParameter, type BoundValue, type SqlParameter } from './parameter.ts';

export interface BoundStatement {
  /** The SQL with `$1`, `$2` ..., each cast to its type. */
  readonly text: string;
  readonly values: readonly BoundValue['value'][];
}

/** Replaces named parameters with PostgreSQL's numbered ones; each name gets one number. */
export function bindStatement(sql: string, parameters: readonly SqlParameter[]): BoundStatement {
  if (sql.includes('\0')) throw new AwsError('BadRequestException', 'The statement contains a NUL character.');
  const given = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const { pieces, names } = parseNamedParameters(sql);
  const used = [...new Set(names)];
  const bound = used.map((name) => {
    const parameter = given.get(name);
    if (!parameter) throw new AwsError('BadRequestException', `Cannot find parameter: ${name}`);
    return bindParameter(parameter);
  });
  const placeholders = bound.map(({ type }, index) => `$${String(index + 1)}${type === undefined ? '' : `::${type}`}`);
  const placeholder = (name: string | undefined): string =>
    name === undefined ? '' : (placeholders[used.indexOf(name)] ?? '');
  const text = pieces.map((piece, index) => `${piece}${placeholder(names[index])}`).join('');
  return { text, values: bound.map(({ value }) => value) };
}
