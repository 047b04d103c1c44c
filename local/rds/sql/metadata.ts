import type { FieldDef } from 'pg';
import { types } from 'pg';

const NAMES = new Map<unknown, string>(Object.entries(types.builtins).map(([name, oid]) => [oid, name.toLowerCase()]));

/** JDBC's type codes, which the API returns; 1111 is OTHER. */
const JDBC = new Map<number, number>([
  [types.builtins.BOOL, -7],
  [types.builtins.INT2, 5],
  [types.builtins.INT4, 4],
  [types.builtins.INT8, -5],
  [types.builtins.FLOAT4, 7],
  [types.builtins.FLOAT8, 8],
  [types.builtins.NUMERIC, 2],
  [types.builtins.TEXT, 12],
  [types.builtins.VARCHAR, 12],
  [types.builtins.BPCHAR, 1],
  [types.builtins.BYTEA, -2],
  [types.builtins.DATE, 91],
  [types.builtins.TIME, 92],
  [types.builtins.TIMESTAMP, 93],
  [types.builtins.TIMESTAMPTZ, 93],
]);
const OTHER = 1111;
const NUMERIC: number = types.builtins.NUMERIC;
const SIGNED = new Set([5, 4, -5, 7, 8, 2]);

/** The metadata of one column of a query. The column's table is not determined. */
export function columnMetadata({ name, dataTypeID, dataTypeModifier }: FieldDef) {
  const type = JDBC.get(dataTypeID) ?? OTHER;
  // The modifier is the length plus a header of four bytes; for numeric, it is precision and scale packed in one number.
  const modifier = dataTypeModifier < 4 ? 0 : dataTypeModifier - 4;
  const isNumeric = dataTypeID === NUMERIC;
  return {
    name,
    label: name,
    typeName: NAMES.get(dataTypeID) ?? 'unknown',
    type,
    arrayBaseColumnType: 0,
    isAutoIncrement: false,
    isCaseSensitive: type === 12 || type === 1,
    isCurrency: false,
    isSigned: SIGNED.has(type),
    nullable: 2,
    precision: isNumeric ? modifier >> 16 : modifier,
    scale: isNumeric ? modifier & 0xffff : 0,
    schemaName: '',
    tableName: '',
  };
}
