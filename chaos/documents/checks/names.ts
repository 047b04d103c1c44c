import type { Problem } from '../problems.ts';

/** A name, and where it is written. */
export interface Named {
  readonly name: string | undefined;
  readonly path: string;
}

/** A problem at each name that was taken before. */
export function repeated(names: readonly Named[]): Problem[] {
  return names.flatMap(({ name, path }, at) =>
    name !== undefined && names.findIndex((other) => other.name === name) < at
      ? [{ path, message: `${name} is taken already` }]
      : [],
  );
}

/** A problem where the name is none of the known ones. */
export function unknownName(what: string, { name, path }: Named, known: readonly string[] | undefined): Problem[] {
  if (name === undefined || known === undefined || known.includes(name)) return [];
  const listed = known.length === 0 ? 'there are none' : `known: ${known.join(', ')}`;
  return [{ path, message: `there is no ${what} ${name}; ${listed}` }];
}
