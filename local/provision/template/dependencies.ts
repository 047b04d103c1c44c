import { referencesOf } from './references.ts';
import type { Resource } from './template.ts';

export type Dependencies = ReadonlyMap<string, ReadonlySet<string>>;

/** The dependencies of each resource: those in its DependsOn, and those that its properties and update policy refer to. */
export function dependenciesOf(resources: Readonly<Record<string, Resource>>): Dependencies {
  const known = new Set(Object.keys(resources));
  return new Map(
    Object.entries(resources).map(([id, { Properties, DependsOn, UpdatePolicy }]) => {
      const named = [...DependsOn, ...referencesOf(Properties), ...referencesOf(UpdatePolicy)];
      return [id, new Set(named.filter((each) => known.has(each) && each !== id))];
    }),
  );
}

/** A cycle of resources that depend on each other, in order, or undefined if there is none. */
export function findCycle(dependencies: Dependencies): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): readonly string[] | undefined => {
    if (done.has(id)) return undefined;
    const start = path.indexOf(id);
    if (start !== -1) return [...path.slice(start), id];
    for (const next of dependencies.get(id) ?? []) {
      const cycle = visit(next, [...path, id]);
      if (cycle) return cycle;
    }
    done.add(id);
    return undefined;
  };
  for (const id of dependencies.keys()) {
    const cycle = visit(id, []);
    if (cycle) return cycle;
  }
  return undefined;
}
