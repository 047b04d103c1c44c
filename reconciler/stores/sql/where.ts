/** The conditions of a view in SQL, on the alias `t` of its table. */
import { type Compared, decimalText, type Restriction } from '../where.ts';
import { memberIn } from './member.ts';
import { builtIn, ofTable, type Statement } from './statement.ts';

/** Undefined if the view shows every row. */
export function whereOf(restrictions: readonly Restriction[]): Statement | undefined {
  if (restrictions.length === 0) return undefined;
  const parameters: Record<string, string> = {};
  const bound = (text: string): string => {
    const name = `where${Object.keys(parameters).length}`;
    parameters[name] = text;
    return `:${name}`;
  };
  return { sql: restrictions.map((restriction) => conditionOf(restriction, bound)).join(' AND '), parameters };
}

type Bind = (text: string) => string;

function conditionOf({ from, within, test }: Restriction, bind: Bind): string {
  const equality = (value: Compared): string =>
    within.length === 0
      ? columnEquality(ofTable(from), value, bind)
      : memberEquality(memberIn(from, within, ofTable), value, bind);
  switch (test.kind) {
    case 'in':
      return `(${test.values.map(equality).join(' OR ')})`;
    case 'not':
      // What is unknown is not equal.
      return `(${equality(test.value)}) IS NOT TRUE`;
    case 'beginsWith': {
      const text = within.length === 0 ? `CAST(${ofTable(from)} AS text)` : textOf(memberIn(from, within, ofTable));
      return `pg_catalog.starts_with(${text}, CAST(${bind(test.prefix)} AS text))`;
    }
  }
}

/** The text in a JSON text; null for any other JSON. */
const textOf = (member: string): string =>
  `CASE WHEN ${kindOf(member)} = 'string' THEN pg_catalog.to_jsonb(${member}) OPERATOR(pg_catalog.#>>) CAST('{}' AS text[]) END`;

const kindOf = (member: string): string => `pg_catalog.jsonb_typeof(pg_catalog.to_jsonb(${member}))`;

/** The forms that use an index: of a text column for a text, and of a number's column for a number. */
function columnEquality(column: string, value: Compared, bind: Bind): string {
  if (value === null) return `${column} IS NULL`;
  if (typeof value === 'string') return `CAST(${column} AS text) ${builtIn('=')} CAST(${bind(value)} AS text)`;
  if (typeof value === 'boolean') return `${column} ${builtIn('=')} CAST(${bind(String(value))} AS boolean)`;
  const text = decimalText(value);
  return `${column} ${builtIn('=')} CAST(${bind(text)} AS ${isBigint(text) ? 'bigint' : 'numeric'})`;
}

const isBigint = (text: string): boolean => /^-?\d+$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);

function memberEquality(member: string, value: Compared, bind: Bind): string {
  if (value === null) return `coalesce(${kindOf(member)}, 'null') = 'null'`;
  const json = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return `pg_catalog.to_jsonb(${member}) ${builtIn('=')} CAST(${bind(json)} AS jsonb)`;
}
