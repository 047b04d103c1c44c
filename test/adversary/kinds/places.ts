/** Where a path leads in a document. */
import { ABSENT } from './values.ts';

export type Place = readonly (string | number)[];

/** Every place to which the path leads; `*` stands for every item of a list and every value of a map. */
export function placesOf(document: unknown, path: readonly string[]): Place[] {
  const [name, ...rest] = path;
  if (name === undefined) return [[]];
  if (typeof document !== 'object' || document === null) return [];
  const keys: (string | number)[] = Array.isArray(document)
    ? name === '*'
      ? [...document.keys()]
      : []
    : Object.keys(document).filter((key) => name === '*' || key === name);
  return keys.flatMap((key) =>
    placesOf((document as Readonly<Record<string | number, unknown>>)[key], rest).map((place) => [key, ...place]),
  );
}

export function valueAt(document: unknown, place: Place): unknown {
  return place.reduce<unknown>((value, key) => (value as Readonly<Record<string | number, unknown>>)[key], document);
}

/** Sets the value, or removes it if it is `ABSENT`. */
export function setAt(document: unknown, place: Place, value: unknown): void {
  const holder = valueAt(document, place.slice(0, -1)) as Record<string | number, unknown>;
  const key = place.at(-1) ?? '';
  if (value !== ABSENT) holder[key] = value;
  else if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else Reflect.deleteProperty(holder, key);
}
