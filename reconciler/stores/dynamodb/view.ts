import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Reading, Row, View } from '../../engine/index.ts';
import { imagesOf } from '../images.ts';
import { type FieldDeclaration, fieldSources, fieldTypes, sensitiveFields } from '../field.ts';
import { type Attributes, imageOf, valueOf } from './attribute.ts';
import { batchGet } from './batch-get.ts';
import { type KeyPart, keyAttributes, keyOf } from './key.ts';
import { scanItems } from './scan.ts';
import { MARK, writeItem } from './write.ts';

export interface DynamoDbViewOptions<Field extends string> {
  /** Such as `checkout.prices`. */
  readonly name: string;
  readonly client: DynamoDBClient;
  readonly table: string;
  /** The table's key: an attribute that holds a text, or its parts. */
  readonly key: string | readonly KeyPart[];
  readonly fields: Readonly<Record<Field, FieldDeclaration>>;
  /** Attribute with a number that each write raises. */
  readonly version?: string;
  /** Attributes with the time of the last and the first write, ISO 8601. */
  readonly updatedAt?: string;
  readonly createdAt?: string;
  /** Scans a global secondary index instead. It has no strong reads, so no rule settles on it. */
  readonly index?: string;
  /** Parts of the table that are read at the same time. */
  readonly segments?: number;
  /** Whether repairs may write here. */
  readonly writable?: boolean;
}

/** A DynamoDB table as a view. */
export function dynamoDbView<Field extends string>(options: DynamoDbViewOptions<Field>): View<Field> {
  const { name, client, table, version, updatedAt, createdAt, index, segments = 1, writable = false } = options;
  const key = typeof options.key === 'string' ? [{ attribute: options.key, type: 'S' } as const] : options.key;
  const sources = fieldSources(options.fields);
  const attributes = new Set([...key.map((part) => part.attribute), ...sources.map(({ from }) => from)]);
  for (const attribute of [version, updatedAt]) if (attribute !== undefined) attributes.add(attribute);
  const rowOf = (item: Attributes): Row => {
    const versionText = version === undefined ? undefined : item[version]?.N;
    const touchedAt = updatedAt === undefined ? NaN : Date.parse(item[updatedAt]?.S ?? '');
    const fields = sources.flatMap(({ field, from, type, shaped }) => {
      const attribute = item[from];
      return attribute === undefined ? [] : [[field, shaped(valueOf(type, attribute))] as const];
    });
    return {
      key: keyOf(key, item),
      fields: Object.fromEntries(fields),
      ...(versionText !== undefined && { version: BigInt(versionText) }),
      ...(!Number.isNaN(touchedAt) && { touchedAt }),
    };
  };
  const target = {
    ...{ client, table, key, sources },
    ...(version !== undefined && { version }),
    ...(updatedAt !== undefined && { updatedAt }),
    ...(createdAt !== undefined && { createdAt }),
  };
  return {
    name,
    fields: fieldTypes(options.fields),
    sensitive: sensitiveFields(sources),
    strong: index === undefined,
    images: imagesOf({
      sources,
      plain: [...key.map(({ attribute }) => attribute), updatedAt, createdAt],
      version,
      mark: MARK,
    }),
    async *scan(reading: Reading) {
      const scan = {
        client,
        view: name,
        table,
        attributes: [...attributes],
        segments,
        ...(index !== undefined && { index }),
      };
      for await (const item of scanItems(scan, reading)) yield rowOf(item);
    },
    async read(keys, reading) {
      const asked = [...new Set(keys)].filter((text) => text !== '').map((text) => keyAttributes(key, text));
      const items = await batchGet(client, { view: name, table }, asked, reading);
      return new Map(items.map((item) => [keyOf(key, item), { ...rowOf(item), image: imageOf(item) }]));
    },
    ...(writable && { write: (write, stamp) => writeItem(target, write, stamp) }),
  };
}
