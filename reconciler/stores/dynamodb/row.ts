/** Converts items to rows. */
import { type Row, type StoredValue, StoreReadError, type Value } from '../../engine/index.ts';
import { asItIs, type FieldSource } from '../field.ts';
import { Unreadable } from '../unreadable.ts';
import {
  type Attributes,
  attributeText,
  hasUnreadableAttribute,
  ownAttribute,
  UNREADABLE_ATTRIBUTE,
  valueOf,
} from './attribute.ts';
import { type KeyPart, keyOf } from './key.ts';

/** The kind of store that can write the stored values of these views. */
export const STORE = 'dynamodb';

export interface MappedItem {
  /** The name of the view. */
  readonly name: string;
  readonly key: readonly KeyPart[];
  readonly sources: readonly FieldSource[];
  readonly version?: string;
  readonly updatedAt?: string;
}

/** Converts items to rows. It does only what the fields need, because it limits the speed of a scan. */
export function rowReader({ name, key, sources, version, updatedAt }: MappedItem): (item: Attributes) => Row {
  return (item) => {
    const fields: Record<string, Value> = {};
    let unreadable: Record<string, string> | undefined;
    for (const { field, from, type, shaped, absentIsNull, sensitive } of sources) {
      const attribute = ownAttribute(item, from);
      if (attribute === undefined) {
        if (from === UNREADABLE_ATTRIBUTE && hasUnreadableAttribute(item)) {
          (unreadable ??= {})[field] = `the AWS SDK does not read the attribute ${from}`;
        } else if (absentIsNull) fields[field] = null;
        continue;
      }
      const value = valueOf(type, attribute);
      if (value instanceof Unreadable) (unreadable ??= {})[field] = value.reason(sensitive);
      else fields[field] = shaped(value);
    }
    const rowKey = keyOf(key, item);
    const versionValue = version === undefined ? undefined : versionOf(name, rowKey, version, item);
    const touchedAt = updatedAt === undefined ? NaN : Date.parse(ownAttribute(item, updatedAt)?.S ?? '');
    return {
      key: rowKey,
      fields,
      ...(unreadable && { unreadable }),
      ...(versionValue !== undefined && { version: versionValue }),
      ...(!Number.isNaN(touchedAt) && { touchedAt }),
    };
  };
}

/**
 * Finds the sources whose attribute no item has. Once every attribute has been seen, it costs nothing.
 */
export class UnseenSources {
  #unseen: FieldSource[];
  #items = 0;

  constructor(sources: readonly FieldSource[]) {
    this.#unseen = sources.filter(({ absentIsNull }) => !absentIsNull);
  }

  add(item: Attributes): void {
    this.#items += 1;
    if (this.#unseen.length > 0) this.#unseen = this.#unseen.filter(({ from }) => !Object.hasOwn(item, from));
  }

  /** Empty for a table without items, which says nothing about its attributes. */
  get found(): readonly FieldSource[] {
    return this.#items === 0 ? [] : this.#unseen;
  }
}

/** @throws StoreReadError for a version that is not an integer, because it cannot guard a write */
function versionOf(view: string, key: string, version: string, item: Attributes): bigint | undefined {
  const attribute = ownAttribute(item, version);
  if (attribute === undefined) return undefined;
  const value = attribute.N === undefined ? undefined : valueOf('integer', attribute);
  if (typeof value === 'bigint') return value;
  const found = attributeText(attribute).slice(0, 80);
  throw new StoreReadError(
    view,
    `the item ${key} has ${found} in ${version}, which the view declares as its version: a version must be an integer`,
  );
}

/** The attributes as they were read, by field. A copy to another table writes them. A shaped field has none. */
export const storedOf = ({ sources }: MappedItem, item: Attributes): Readonly<Record<string, StoredValue>> =>
  Object.fromEntries(
    sources.flatMap(({ field, from, shaped }) => {
      const attribute = ownAttribute(item, from);
      return attribute === undefined || shaped !== asItIs
        ? []
        : [[field, { store: STORE, text: attributeText(attribute) }]];
    }),
  );
