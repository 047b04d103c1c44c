import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { normalKey, type Row, sameImage, type View } from '../../engine/index.ts';
import { checkOptions } from '../../options.ts';
import { type FieldDeclaration, fieldSources, fieldTypes, sensitiveFields } from '../field.ts';
import { imagesOf } from '../images.ts';
import { dynamoDbViewOptions } from '../options.ts';
import { UnseenFields } from '../unseen.ts';
import { restrictionsOf, type Where, whereText } from '../where.ts';
import { imageOf, itemOf, normalImage } from './attribute.ts';
import { batchGet } from './batch-get.ts';
import { changedPages, type ChangesIndex } from './changes.ts';
import { estimateTable, inspectTable, TableIdentity } from './describe.ts';
import { groupReaderOf } from './groups.ts';
import { type KeyPart, keyAttributes, keyOf, keyRestrictions, keyTypesOf, whyNotHeld } from './key.ts';
import { MARK } from './mark.ts';
import type { Pace } from './pace.ts';
import { segmentsIn, tableParts } from './parts.ts';
import { createReader } from './reader.ts';
import { isInside } from './restrict.ts';
import { rowReader, storedOf } from './row.ts';
import { isQuery, scanPages } from './scan.ts';
import { writeItem } from './write.ts';

export interface DynamoDbViewOptions<Field extends string> {
  /** Such as `checkout.prices`. */
  readonly name: string;
  readonly client: DynamoDBClient;
  readonly table: string;
  /** The table's key: the name of an attribute that holds a text, or all parts of the key. */
  readonly key: string | readonly KeyPart[];
  readonly fields: Readonly<Record<Field, FieldDeclaration>>;
  /**
   * Which items the view shows. DynamoDB filters them; one value for the partition key limits the read, and its cost, to
   * that partition. A repair never writes an item that does not meet the conditions.
   */
  readonly where?: Where;
  /** Attribute with a number that each write raises. */
  readonly version?: string;
  /** Attributes with the time of the last and the first write, ISO 8601. */
  readonly updatedAt?: string;
  readonly createdAt?: string;
  /**
   * Scans a global secondary index instead of the table. An index has no strong reads, so no rule accepts such a view.
   */
  readonly index?: string;
  /** Number of segments of the table that are read in parallel. */
  readonly segments?: number;
  /** Maximum read units per second that the view consumes. */
  readonly readCapacity?: number;
  /** The index that reports recently written items; it is sorted by `updatedAt`. */
  readonly changes?: ChangesIndex;
  /** How the view waits for its turn and between attempts. Real time by default; tests pass another pace. */
  readonly pace?: Pace;
  /** Whether repairs may write here. */
  readonly writable?: boolean;
}

const OUTSIDE_KEY = "it is outside the view's `where`";

/** A DynamoDB table as a view. */
export function dynamoDbView<Field extends string>(options: DynamoDbViewOptions<Field>): View<Field> {
  checkOptions('dynamoDbView', dynamoDbViewOptions, options);
  return viewOf(options, new TableIdentity(options));
}

function viewOf<Field extends string>(options: DynamoDbViewOptions<Field>, identity: TableIdentity): View<Field> {
  const { name, client, table, version, updatedAt, createdAt, index, segments = 1, writable = false } = options;
  const { changes } = options;
  const key = typeof options.key === 'string' ? [{ attribute: options.key, type: 'S' } as const] : options.key;
  const sources = fieldSources(options.fields);
  const restrictions = [...keyRestrictions(key), ...restrictionsOf(options.where)];
  const ofKey = restrictions.filter(({ from }) => key.some(({ attribute }) => attribute === from));
  const outside = (text: string): string | undefined =>
    whyNotHeld(key, text) ?? (isInside(ofKey, keyAttributes(key, text)) ? undefined : OUTSIDE_KEY);
  const times = [version, updatedAt].filter((attribute) => attribute !== undefined);
  const attributes = [
    ...new Set([...key.map(({ attribute }) => attribute), ...sources.map(({ from }) => from), ...times]),
  ];
  const reader = createReader(name, options.readCapacity, options.pace);
  const mapped = {
    key,
    sources,
    restrictions,
    ...(version !== undefined && { version }),
    ...(updatedAt !== undefined && { updatedAt }),
  };
  const rowOf = rowReader(mapped);
  const ofIndex = index === undefined ? {} : { index };
  const described = {
    name,
    client,
    table,
    key,
    sources,
    attributes,
    ...ofIndex,
    ...(changes && { changes: { ...changes, updatedAt } }),
  };
  // A version that is also a field of the view comes from the master, and is written like any other field.
  const isVersionCopied = sources.some(({ from, within }) => from === version && within.length === 0);
  const written = {
    ...mapped,
    ...(version !== undefined && !isVersionCopied && { growing: version }),
    client,
    table,
    ...(createdAt !== undefined && { createdAt }),
    ...(options.pace !== undefined && { pace: options.pace }),
  };
  const images = imagesOf({
    sources,
    plain: [...key.map(({ attribute }) => attribute), updatedAt, createdAt],
    version,
    mark: MARK,
  });
  return {
    name,
    fields: fieldTypes(options.fields),
    keyTypes: keyTypesOf(key),
    whyNotHeld: outside,
    ...(restrictions.length > 0 && { where: whereText(restrictions) }),
    sensitive: sensitiveFields(sources),
    strong: index === undefined,
    origin: { store: client, table },
    images: {
      ...images,
      alike: (one, other) => images.alike(normalImage(one), normalImage(other)),
      isUnwritten: (one, other) => sameImage(normalImage(one), normalImage(other)),
      row: (image) => rowOf(itemOf(image)),
    },
    async *scan(reading) {
      const scan = { client, reader, table, attributes, segments, key, restrictions, ...ofIndex };
      const unseen = new UnseenFields(name, sources);
      if (reading.part === undefined) await identity.remember(reading);
      else await identity.checkFor(segmentsIn(reading.part).table, reading);
      for await (const page of scanPages(scan, reading)) {
        for (const item of page) {
          const row = rowOf(item);
          unseen.add(row);
          yield row;
        }
      }
      unseen.report(reading);
    },
    async read(keys, reading) {
      const held = keys.filter((text) => outside(text) === undefined);
      const byKey = new Map(held.map((text) => [normalKey(keyTypesOf(key), text), keyAttributes(key, text)]));
      const items = await batchGet(client, { reader, table }, [...byKey.values()], reading);
      if (items.length < byKey.size) await identity.check(reading);
      const rows = new Map<string, Row>();
      for (const item of items) {
        if (!isInside(restrictions, item)) continue;
        rows.set(keyOf(key, item), { ...rowOf(item), stored: storedOf(mapped, item), image: imageOf(item) });
      }
      return new Map(
        held.flatMap((text) => {
          const row = rows.get(normalKey(keyTypesOf(key), text));
          return row === undefined ? [] : [[text, row] as const];
        }),
      );
    },
    groupReader: (grouped) =>
      index === undefined
        ? groupReaderOf({ client, reader, table, identity, key, sources, attributes, restrictions }, rowOf, grouped)
        : undefined,
    ...(index === undefined && !isQuery({ key, restrictions }) && { parts: tableParts(identity) }),
    atReadCapacity: (unitsPerSecond) => viewOf({ ...options, readCapacity: unitsPerSecond }, identity),
    inspect: (reading) => {
      identity.forget();
      return inspectTable(described, reading);
    },
    estimate: async (reading) => ({
      ...(await estimateTable(described, reading)),
      ...(options.readCapacity !== undefined && { readCapacity: options.readCapacity }),
    }),
    ...(changes !== undefined &&
      updatedAt !== undefined && {
        async *changedSince(since, reading) {
          const keyNames = key.map(({ attribute }) => attribute);
          const query = { client, reader, table, ...changes, updatedAt, keyAttributes: keyNames };
          for await (const page of changedPages(query, since, reading))
            for (const item of page) if (isInside(ofKey, item)) yield keyOf(key, item);
        },
      }),
    ...(writable && { write: (write, stamp) => writeItem(written, write, stamp) }),
  };
}
