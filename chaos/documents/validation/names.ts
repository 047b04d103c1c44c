import type { Problem } from '../problems.ts';

/** A name, and its place in the document. */
export interface Named {
  readonly name: string | undefined;
  readonly path: string;
}

/** A problem at each name that occurred before. */
export function duplicates(names: readonly Named[]): Problem[] {
  return names.flatMap(({ name, path }, at) =>
    name !== undefined && names.findIndex((other) => other.name === name) < at
      ? [{ path, message: `${name} is already in use` }]
      : [],
  );
}

/** A problem if the name is not one of the known ones. */
export function unknownName(what: string, { name, path }: Named, known: readonly string[] | undefined): Problem[] {
  if (name === undefined || known === undefined || known.includes(name)) return [];
  const choices = known.length === 0 ? 'there are none' : `known: ${known.join(', ')}`;
  return [{ path, message: `there is no ${what} ${name}; ${choices}` }];
}
