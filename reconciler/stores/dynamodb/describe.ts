/** Compares a view with DynamoDB's description of its table. */
import type { DynamoDBClient, GlobalSecondaryIndexDescription, TableDescription } from '@aws-sdk/client-dynamodb';
import { type Reading, StoreReadError, type ViewEstimate, type ViewProblem } from '../../engine/index.ts';
import { dynamoDbSdk } from '../../packages.ts';
import type { FieldSource } from '../field.ts';
import { read } from '../reading.ts';
import type { ChangesIndex } from './changes.ts';
import { isNamed } from './errors.ts';
import type { KeyPart } from './key.ts';

export interface DescribedTable {
  readonly name: string;
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly key: readonly KeyPart[];
  readonly sources: readonly FieldSource[];
  readonly attributes: readonly string[];
  readonly index?: string;
  readonly changes?: ChangesIndex & { readonly updatedAt: string | undefined };
}

type NamedTable = Pick<DescribedTable, 'name' | 'client' | 'table'>;

/** Undefined if there is no such table. */
async function describe({ name, client, table }: NamedTable, reading: Reading): Promise<TableDescription | undefined> {
  return read(name, reading, async () => {
    try {
      const { DescribeTableCommand } = await dynamoDbSdk();
      const command = new DescribeTableCommand({ TableName: table });
      return (await client.send(command, { abortSignal: reading.signal })).Table;
    } catch (error) {
      if (isNamed(error, 'ResourceNotFoundException')) return undefined;
      throw error;
    }
  });
}

export async function inspectTable(target: DescribedTable, reading: Reading): Promise<ViewProblem[]> {
  const { name, table, index } = target;
  const problem = (place: string, message: string): ViewProblem => ({ path: `${name}.${place}`, message });
  const described = await describe(target, reading);
  if (described === undefined) return [problem('table', `there is no table ${table} in this region and account`)];
  const types = new Map(
    (described.AttributeDefinitions ?? []).map(({ AttributeName = '', AttributeType = '' }) => [
      AttributeName,
      AttributeType,
    ]),
  );
  return [
    ...keyMessages(target, described, types).map((message) => problem('key', message)),
    ...fieldProblems(target, types).map(([field, message]) => problem(`fields.${field}`, message)),
    ...(index === undefined ? [] : indexMessages(target, described, index).map((message) => problem('index', message))),
    ...changesMessages(target, described).map((message) => problem('changes', message)),
  ];
}

type Types = ReadonlyMap<string, string>;

const keyNames = ({ KeySchema = [] }: Pick<TableDescription, 'KeySchema'>): string[] =>
  KeySchema.toSorted(({ KeyType }) => (KeyType === 'HASH' ? -1 : 1)).map(({ AttributeName = '' }) => AttributeName);

/**
 * A view must declare the whole key of the table and nothing else, in order and with its types. Only such a key is
 * unique and can be used to read an item.
 */
function keyMessages({ table, key }: DescribedTable, described: TableDescription, types: Types): string[] {
  const names = keyNames(described);
  const binary = names.filter((attribute) => types.get(attribute) === 'B');
  if (binary.length > 0)
    return [
      `the key of ${table} has the binary attribute ${binary.join(', ')}, which a view cannot read: export the table to a file with the key as text and compare that (ndjsonView), or write a view of your own`,
    ];
  const parts = names.map((attribute) => ({ attribute, type: types.get(attribute) }));
  const isSame =
    parts.length === key.length &&
    key.every(({ attribute, type }, at) => parts[at]?.attribute === attribute && parts[at].type === type);
  if (isSame) return [];
  const written = parts.map(({ attribute, type }) => `{ attribute: '${attribute}', type: '${String(type)}' }`);
  return [`is not the key of ${table}: write [${written.join(', ')}]`];
}

const FIELD_TYPES: Readonly<Record<string, readonly string[]>> = {
  S: ['text', 'timestamp'],
  N: ['integer', 'decimal'],
};

/** Attributes of keys and indexes have one type. The type of any other attribute may differ between items. */
function fieldProblems({ table, sources }: DescribedTable, types: Types): [string, string][] {
  return sources.flatMap(({ field, from, within, type }) => {
    if (within.length > 0) return [];
    const held = FIELD_TYPES[types.get(from) ?? ''];
    if (held === undefined || held.includes(type) || type === 'json') return [];
    return [[field, `${from} of ${table} is of type ${String(types.get(from))}: declare ${held.join(' or ')}`]];
  });
}

function indexMessages({ table, attributes }: DescribedTable, described: TableDescription, index: string): string[] {
  const found = indexOf(described, index);
  if (found === undefined) return [`${table} has no global secondary index ${index}`];
  if (found.Projection?.ProjectionType === 'ALL') return [];
  const held = new Set([...keyNames(described), ...keyNames(found), ...(found.Projection?.NonKeyAttributes ?? [])]);
  const missing = attributes.filter((attribute) => !held.has(attribute));
  return missing.length === 0 ? [] : [`${index} does not project ${missing.join(', ')}, which the view reads`];
}

function changesMessages({ table, changes }: DescribedTable, described: TableDescription): string[] {
  if (changes === undefined) return [];
  const { index, partition, updatedAt } = changes;
  if (updatedAt === undefined) return ['needs updatedAt, the attribute that the index sorts by'];
  const found = indexOf(described, index);
  if (found === undefined) return [`${table} has no global secondary index ${index}`];
  const [hash, range] = keyNames(found);
  if (hash === partition && range === updatedAt) return [];
  return [`${index} is keyed by ${[hash, range].join(' and ')}, not by ${partition} and ${updatedAt}`];
}

const BYTES_PER_UNIT = 4096;

/** From the last count of DynamoDB, which on AWS may be six hours old. */
export async function estimateTable(target: DescribedTable, reading: Reading): Promise<ViewEstimate> {
  const { name, table, index } = target;
  const described = await describe(target, reading);
  if (described === undefined) throw new StoreReadError(name, `there is no table ${table} in this region and account`);
  const found = index === undefined ? undefined : indexOf(described, index);
  const { ItemCount: rows = 0 } = found ?? described;
  const bytes = (found === undefined ? described.TableSizeBytes : found.IndexSizeBytes) ?? 0;
  return { rows, bytes, readUnits: Math.ceil(bytes / BYTES_PER_UNIT) / (index === undefined ? 1 : 2) };
}

/**
 * Which table a name stands for: a table that is deleted and created again has the same name and none of the items. Rows
 * that are missing there must not be taken for deleted ones.
 */
export class TableIdentity {
  readonly #target: NamedTable;
  #scanned: string | undefined;

  constructor(target: NamedTable) {
    this.#target = target;
  }

  /** Called before a run reads anything. */
  forget(): void {
    this.#scanned = undefined;
  }

  /** Called before a scan. Returns which table it is. */
  async remember(reading: Reading): Promise<string> {
    const current = await this.#current(reading);
    this.#scanned = current;
    return current;
  }

  /** Called where others have scanned the table, with what `remember` returned to them. */
  recall(scanned: string): void {
    this.#scanned = scanned;
  }

  /** @throws StoreReadError if the name no longer stands for the table that was scanned */
  async check(reading: Reading): Promise<void> {
    if (this.#scanned !== undefined) await this.checkFor(this.#scanned, reading);
  }

  /** @throws StoreReadError if the name no longer stands for this table, which `remember` returned */
  async checkFor(scanned: string, reading: Reading): Promise<void> {
    this.#scanned = scanned;
    if ((await this.#current(reading)) === scanned) return;
    const { name, table } = this.#target;
    throw new StoreReadError(name, `the table ${table} was deleted and created again during the run`);
  }

  async #current(reading: Reading): Promise<string> {
    const { TableId, CreationDateTime } = (await describe(this.#target, reading)) ?? {};
    return JSON.stringify([TableId, CreationDateTime]);
  }
}

const indexOf = (
  { GlobalSecondaryIndexes }: TableDescription,
  index: string,
): GlobalSecondaryIndexDescription | undefined => GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index);
