/** Attributes within the maps of an item. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type FieldSource, pathText } from '../field.ts';
import { Unreadable } from '../unreadable.ts';
import { type Attributes, attributeText, ownAttribute } from './attribute.ts';
import { UnstorableError } from './convert.ts';

type Path = Pick<FieldSource, 'from' | 'within'>;

/** Undefined if the item does not have it, or if something on the way is null. */
export function attributeAt(
  item: Attributes,
  { from, within, type }: Path & Pick<FieldSource, 'type'>,
): AttributeValue | Unreadable | undefined {
  let found = ownAttribute(item, from);
  for (const name of within) {
    if (found === undefined || found.NULL === true) return undefined;
    if (found.M === undefined) {
      const kind = `a document: ${from} has a value of DynamoDB's type ${Object.keys(found).join()}, which`;
      return new Unreadable(type, attributeText(found), kind);
    }
    found = ownAttribute(found.M, name);
  }
  return found;
}

/**
 * The item with another value at the path. The maps on the way keep their other members, and one that is missing is made.
 *
 * @throws UnstorableError if something on the way is not a map
 */
export const withValueAt = (item: Attributes, path: Path, value: AttributeValue): Attributes => ({
  ...item,
  [path.from]: valueWithin(ownAttribute(item, path.from), path.within, value, pathText(path)),
});

function valueWithin(
  found: AttributeValue | undefined,
  [name, ...rest]: readonly string[],
  value: AttributeValue,
  shown: string,
): AttributeValue {
  if (name === undefined) return value;
  if (found !== undefined && found.NULL !== true && found.M === undefined)
    throw new UnstorableError('a member in a value that is not a map', shown);
  const members = found?.M ?? {};
  return { M: { ...members, [name]: valueWithin(ownAttribute(members, name), rest, value, shown) } };
}
