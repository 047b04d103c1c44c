import { types } from 'pg';
import { parse as parseArray } from 'postgres-array';

/** How numbers are returned; AWS's defaults are STRING for decimals and LONG for integers. */
export interface ReturnTypes {
  readonly decimal: 'STRING' | 'DOUBLE_OR_LONG';
  readonly long: 'LONG' | 'STRING';
}

export type Field =
  | { readonly isNull: true }
  | { readonly booleanValue: boolean }
  | { readonly longValue: number }
  | { readonly doubleValue: number | string }
  | { readonly stringValue: string }
  | { readonly blobValue: string }
  | { readonly arrayValue: ArrayMembers };

type Kind = 'long' | 'double' | 'decimal' | 'boolean' | 'blob' | 'timestamptz' | 'string';

const { BOOL, BYTEA, FLOAT4, FLOAT8, INT2, INT4, INT8, NUMERIC, OID, TIMESTAMPTZ } = types.builtins;
const KINDS = new Map<number, Kind>([
  [INT2, 'long'],
  [INT4, 'long'],
  [INT8, 'long'],
  [OID, 'long'],
  [FLOAT4, 'double'],
  [FLOAT8, 'double'],
  [NUMERIC, 'decimal'],
  [BOOL, 'boolean'],
  [BYTEA, 'blob'],
  [TIMESTAMPTZ, 'timestamptz'],
]);

/** The OIDs of array types, with the OIDs of their elements. */
const ELEMENTS = new Map<number, number>([
  [1000, BOOL],
  [1005, INT2],
  [1007, INT4],
  [1016, INT8],
  [1021, FLOAT4],
  [1022, FLOAT8],
  [1231, NUMERIC],
  [1009, types.builtins.TEXT],
  [1015, types.builtins.VARCHAR],
  [2951, types.builtins.UUID],
  [1185, TIMESTAMPTZ],
]);

/** JSON cannot express NaN and the infinities, so the API sends them as text. */
const double = (text: string): Field => {
  const value = Number(text);
  return { doubleValue: Number.isFinite(value) ? value : text };
};

const decimal = (text: string, { decimal: wanted }: ReturnTypes): Field => {
  if (wanted === 'STRING') return { stringValue: text };
  return text.includes('.') ? double(text) : { longValue: Number(text) };
};

function scalar(text: string, oid: number, returns: ReturnTypes): Field {
  switch (KINDS.get(oid) ?? 'string') {
    case 'long':
      return returns.long === 'STRING' ? { stringValue: text } : { longValue: Number(text) };
    case 'double':
      return double(text);
    case 'decimal':
      return decimal(text, returns);
    case 'boolean':
      return { booleanValue: text === 't' };
    case 'blob':
      return { blobValue: Buffer.from(text.slice('\\x'.length), 'hex').toString('base64') };
    case 'timestamptz':
      // Sessions use UTC, and the API omits the offset.
      return { stringValue: text.replace(/\+00$/u, '') };
    case 'string':
      return { stringValue: text };
  }
}

/** An array as PostgreSQL writes it; an array of several dimensions has arrays as elements. */
type ArrayText = readonly (string | null | ArrayText)[];

/** The members of an array value. */
type ArrayMembers = Readonly<Record<string, readonly unknown[]>>;

/** An array, whose member is named after its elements' type; without any element that is not null, it has strings. */
function membersOf(texts: ArrayText, element: number, returns: ReturnTypes): ArrayMembers {
  if (texts.some((each) => Array.isArray(each))) {
    return {
      arrayValues: texts.map((each) => (typeof each === 'object' ? membersOf(each ?? [], element, returns) : {})),
    };
  }
  const fields = texts.map((each) => (typeof each === 'string' ? scalar(each, element, returns) : null));
  const member = Object.keys(fields.find((field) => field !== null) ?? {})[0] ?? 'stringValue';
  return { [`${member}s`]: fields.map((field) => (field === null ? null : plainValue(field))) };
}

/** The field for one value of a row, from PostgreSQL's text representation. */
export function toField(text: string | null, oid: number, returns: ReturnTypes): Field {
  if (text === null) return { isNull: true };
  const element = ELEMENTS.get(oid);
  if (element === undefined) return scalar(text, oid, returns);
  return { arrayValue: membersOf(parseArray(text), element, returns) };
}

/** The value inside a field, as `formatRecordsAs: JSON` writes it. */
export function plainValue(field: Field): unknown {
  if ('isNull' in field) return null;
  if ('arrayValue' in field) return plainArray(field.arrayValue);
  return Object.values(field)[0];
}

function plainArray(members: ArrayMembers): unknown {
  const { arrayValues } = members;
  if (arrayValues === undefined) return Object.values(members)[0];
  return arrayValues.map((inner) => plainArray(inner as ArrayMembers));
}
