/** Every base type that the server lists, including values that such tools are known to damage. */
import type { Pool } from 'pg';
import type { FieldType } from '../../../../reconciler/index.ts';

/** Types whose values PostgreSQL does not accept from a client. */
const WITHOUT_INPUT: readonly string[] = [
  'pg_brin_bloom_summary',
  'pg_brin_minmax_multi_summary',
  'pg_dependencies',
  'pg_mcv_list',
  'pg_ndistinct',
  'pg_node_tree',
];

const INTEGERS = ['0', '-1', '1', '32767', '-32768'];
const NUMERICS = ['0', '0.00', '-1.50', '12345678901234567890.123456789012345678', '1e-30', '1e40', '9007199254740993'];
const TEXTS = ['', ' ', 'a"b\\', "it's", 'line\r\nbreak', 'é', 'e\u0301', '😀', 'NULL', '{a,b}', '(1,2)', 'trailing  '];
const DAYS = ['2026-03-01', '0044-03-15 BC', '1900-01-01', 'infinity', '-infinity', '99999-12-31'];
const JSONS = [
  'null',
  '{"b": 1}',
  '[12345678901234567890, 0.1]',
  '"text"',
  '{"": {"a": [true, null]}}',
  '{"number": 1e2}',
];

/** Values by type, as PostgreSQL accepts them. No two of a type are equal. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  aclitem: ['=r/pg_monitor', 'pg_monitor=arwd/pg_monitor'],
  bit: ['0', '1'],
  bool: ['true', 'false'],
  box: ['(2,2),(0,0)', '(1.5,3),(-1,-0.1)'],
  bpchar: ['', 'a', 'ab  '],
  bytea: ['\\x', '\\x00ff', '\\x5c27'],
  char: ['a', '"'],
  cid: ['0', '4294967295'],
  cidr: ['10.0.0.0/8', '::/0', '192.168.1.1/32'],
  circle: ['<(0,0),1>', '<(1.5,-2),0.1>'],
  citext: ['Abc', 'xyz', 'É'],
  date: DAYS,
  float4: ['0', '1.5', '3.4028235e+38', '1e-45', '-0.1'],
  float8: ['0', '0.1', '0.30000000000000004', '1.7976931348623157e+308', '5e-324', '-2.5'],
  gtsvector: [],
  hstore: ['', '"a"=>"1", "b"=>NULL', '"k\\"ey"=>"v\\\\"'],
  inet: ['10.0.0.1', '10.0.0.1/8', '::1', 'fe80::1/64'],
  int2: INTEGERS,
  int4: [...INTEGERS, '2147483647', '-2147483648'],
  int8: [...INTEGERS, '9223372036854775807', '9007199254740993'],
  interval: ['0', '1 mon -2 days', '-1 day +00:00:00.000001', '178000000 years', '-00:00:01'],
  json: JSONS,
  jsonb: JSONS,
  jsonpath: ['$', '$."a"[*] ? (@ > 1)'],
  line: ['{1,2,3}', '{0,-1,0.5}'],
  lseg: ['[(0,0),(1,1)]', '[(1,-2),(0.5,3)]'],
  macaddr: ['08:00:2b:01:02:03', 'ff:ff:ff:ff:ff:ff'],
  macaddr8: ['08:00:2b:01:02:03:04:05', '00:00:00:ff:fe:00:00:01'],
  money: ['0', '-12.50', '92233720368547758.07', '1234.5'],
  name: ['', 'a', 'a"b'],
  numeric: NUMERICS,
  oid: ['0', '4294967295'],
  oidvector: ['', '1 2 3'],
  int2vector: ['', '1 -2 3'],
  path: ['[(0,0),(1,1)]', '((0,0),(1,1),(2,0))'],
  pg_lsn: ['0/0', 'FFFFFFFF/FFFFFFFF'],
  pg_snapshot: ['1:1:', '10:20:10,14,15'],
  point: ['(0,0)', '(-0,1e-300)', '(Infinity,-1.5)'],
  polygon: ['((0,0),(1,1),(2,0))', '((0.1,0))'],
  refcursor: ['', 'portal "x"'],
  regclass: ['pg_catalog.pg_class', '-'],
  regcollation: ['pg_catalog."C"', '-'],
  regconfig: ['pg_catalog.english', '-'],
  regdatabase: ['postgres', '-'],
  regdictionary: ['pg_catalog.simple', '-'],
  regnamespace: ['pg_catalog', '-'],
  regoper: ['pg_catalog.||/', '551', '0'],
  regoperator: ['pg_catalog.+(integer,integer)', '0'],
  regproc: ['pg_catalog.pg_typeof', '1397', '-'],
  regprocedure: ['pg_catalog.abs(integer)', '-'],
  regrole: ['pg_monitor', '-'],
  regtype: ['pg_catalog.int4', '-'],
  text: TEXTS,
  tid: ['(0,0)', '(4294967295,65535)'],
  time: ['00:00:00', '24:00:00', '10:00:00.000001'],
  timestamp: ['2026-03-01 10:00:00', '0044-03-15 00:00:00 BC', 'infinity', '-infinity', '2026-03-29 02:30:00.000001'],
  timestamptz: [
    '2026-03-01 10:00:00+00',
    '1900-01-01 00:00:00+00:09:21',
    '0044-03-15 00:00:00+00 BC',
    'infinity',
    '20000-01-01 00:00:00+00',
  ],
  timetz: ['10:00:00+00', '23:59:59.999999-15:59:59', '24:00:00+05:30'],
  tsquery: ["'a' & 'b'", "!'x':*AB | 'it''s'"],
  tsvector: ['', "'a':1A,2 'b''c':3", "'word'"],
  txid_snapshot: ['1:1:', '10:20:10,14'],
  uuid: ['00000000-0000-0000-0000-000000000000', 'ffffffff-1111-4222-8333-444455556666'],
  varbit: ['', '0', '101'],
  varchar: TEXTS,
  xid: ['0', '4294967295'],
  xid8: ['0', '18446744073709551615'],
  xml: ['', '<a/>', '<a b="1">é &amp; <!-- c --></a>', 'content only'],
};

const FIELD_TYPES: Readonly<Record<string, FieldType>> = {
  bool: 'boolean',
  bytea: 'binary',
  float4: 'decimal',
  float8: 'decimal',
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  json: 'json',
  jsonb: 'json',
  numeric: 'decimal',
  timestamp: 'timestamp',
  timestamptz: 'timestamp',
};

export interface ColumnType {
  readonly name: string;
  readonly sql: string;
  readonly values: readonly string[];
  /** How a view declares it; undefined if it has to be left out. */
  readonly field: FieldType | undefined;
  /** Whether the type has an equality that SQL's IS NOT DISTINCT FROM can use. */
  readonly hasEquality: boolean;
}

/** @throws Error for a base type of the server that these values do not cover */
export async function columnTypes(pool: Pool): Promise<readonly ColumnType[]> {
  const { rows } = await pool.query<{ name: string; schema: string; equal: boolean }>(`
    SELECT y.typname AS name, n.nspname AS schema, EXISTS (SELECT FROM pg_opclass AS o JOIN pg_am AS m ON m.oid = o.opcmethod
      WHERE o.opcintype = y.oid AND o.opcdefault AND m.amname = 'btree') OR y.typname IN ('varchar', 'cidr') AS equal
    FROM pg_type AS y JOIN pg_namespace AS n ON n.oid = y.typnamespace
    WHERE y.typtype = 'b' AND (y.typcategory <> 'A' OR y.typname IN ('int2vector', 'oidvector')) AND n.nspname IN ('pg_catalog', 'public') ORDER BY y.typname`);
  return rows
    .filter(({ name }) => !WITHOUT_INPUT.includes(name) && name !== 'gtsvector' && name !== 'ghstore')
    .map(({ name, schema, equal }) => {
      const values = VALUES[name];
      if (values === undefined) throw new Error(`the proof has no values of the type ${name}, which this server has`);
      return {
        name,
        values,
        sql: `"${schema}"."${name}"`,
        field: name.startsWith('reg') ? undefined : (FIELD_TYPES[name] ?? 'text'),
        hasEquality: equal,
      };
    });
}
