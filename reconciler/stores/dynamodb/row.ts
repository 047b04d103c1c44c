import type { Row, Value } from '../../engine/index.ts';
import type { FieldSource } from '../field.ts';
import { type Attributes, valueOf } from './attribute.ts';
import { type KeyPart, keyOf } from './key.ts';

/** Makes rows of items; no more is done for each than its fields need, since a scan is bound by it. */
export function rowReader(
  key: readonly KeyPart[],
  sources: readonly FieldSource[],
  version: string | undefined,
  updatedAt: string | undefined,
): (item: Attributes) => Row {
  return (item) => {
    const fields: Record<string, Value> = {};
    for (const { field, from, type, shaped } of sources) {
      const attribute = item[from];
      if (attribute !== undefined) fields[field] = shaped(valueOf(type, attribute));
    }
    const versionText = version === undefined ? undefined : item[version]?.N;
    const touchedAt = updatedAt === undefined ? NaN : Date.parse(item[updatedAt]?.S ?? '');
    return {
      key: keyOf(key, item),
      fields,
      ...(versionText !== undefined && { version: BigInt(versionText) }),
      ...(!Number.isNaN(touchedAt) && { touchedAt }),
    };
  };
}
