/** Converts items to rows. */
import type { Row, StoredValue, Value } from '../../engine/index.ts';
import { asItIs, type FieldSource, shapedValue } from '../field.ts';
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
import { attributeAt } from './path.ts';

/** The kind of store that can write the stored values of these views. */
export const STORE = 'dynamodb';

export interface MappedItem {
  readonly key: readonly KeyPart[];
  readonly sources: readonly FieldSource[];
  readonly version?: string;
  readonly updatedAt?: string;
}

/** Converts items to rows. It does only what the fields need, because it limits the speed of a scan. */
export function rowReader({ key, sources, version, updatedAt }: MappedItem): (item: Attributes) => Row {
  return (item) => {
    const fields: Record<string, Value> = {};
    let unreadable: Record<string, string> | undefined;
    for (const source of sources) {
      const { field, from, within, type, absentIsNull, sensitive } = source;
      const attribute = within.length === 0 ? ownAttribute(item, from) : attributeAt(item, source);
      if (attribute instanceof Unreadable) {
        (unreadable ??= {})[field] = attribute.reason(sensitive);
        continue;
      }
      if (attribute === undefined) {
        if (from === UNREADABLE_ATTRIBUTE && hasUnreadableAttribute(item)) {
          (unreadable ??= {})[field] = `the AWS SDK does not read the attribute ${from}`;
        } else if (absentIsNull) fields[field] = null;
        continue;
      }
      const found = valueOf(type, attribute);
      const value = found instanceof Unreadable ? found : shapedValue(source, found);
      if (value instanceof Unreadable) (unreadable ??= {})[field] = value.reason(sensitive);
      else fields[field] = value;
    }
    const whyNoVersion = version === undefined ? undefined : whyNotVersion(version, item);
    if (whyNoVersion !== undefined) unreadable = Object.fromEntries(sources.map(({ field }) => [field, whyNoVersion]));
    const versionValue = version === undefined ? undefined : versionOf(version, item);
    const touchedAt = updatedAt === undefined ? NaN : Date.parse(ownAttribute(item, updatedAt)?.S ?? '');
    return {
      key: keyOf(key, item),
      fields,
      ...(unreadable && { unreadable }),
      ...(versionValue !== undefined && { version: versionValue }),
      ...(!Number.isNaN(touchedAt) && { touchedAt }),
    };
  };
}

/** The version, if it is an integer. */
export function versionOf(version: string, item: Attributes): bigint | undefined {
  const attribute = ownAttribute(item, version);
  const value = attribute?.N === undefined ? undefined : valueOf('integer', attribute);
  return typeof value === 'bigint' ? value : undefined;
}

/** A repair and its undo each raise a version; DynamoDB holds numbers of 38 digits. */
const MAX_VERSION = 10n ** 38n - 2n;

/**
 * Why the item's version cannot guard a write; undefined for an integer, and for an item without a version. Shows no
 * value, because the attribute may be sensitive.
 */
export function whyNotVersion(version: string, item: Attributes): string | undefined {
  const attribute = ownAttribute(item, version);
  if (attribute === undefined) return undefined;
  const value = versionOf(version, item);
  if (value !== undefined) return value < MAX_VERSION ? undefined : `the item's version in ${version} cannot be raised`;
  const found =
    attribute.N === undefined ? `a value of DynamoDB's type ${Object.keys(attribute).join()}` : 'a fraction';
  return `the item has ${found} in ${version}, which the view declares as its version: a version must be an integer`;
}

/** The attributes as they were read, by field. A copy to another table writes them. A shaped field has none. */
export const storedOf = ({ sources }: MappedItem, item: Attributes): Readonly<Record<string, StoredValue>> =>
  Object.fromEntries(
    sources.flatMap((source) => {
      const { field, shaped } = source;
      const attribute = attributeAt(item, source);
      return attribute === undefined || attribute instanceof Unreadable || shaped !== asItIs
        ? []
        : [[field, { store: STORE, text: attributeText(attribute) }]];
    }),
  );
