/** Finds the resource of a path. Fixed parts take precedence over `{parameters}`, and those over `{greedy+}` ones. */
import type { ApiResource, RestApi } from './api.ts';

export interface Route {
  readonly resource: ApiResource;
  /** The decoded path parameters. */
  readonly parameters: Readonly<Record<string, string>>;
}

const rank = ({ pathPart }: ApiResource): number => (pathPart.endsWith('+}') ? 2 : pathPart.startsWith('{') ? 1 : 0);

/** @param path below the stage, e.g. `/orders/1`, whose percent-encodings can be decoded */
export function findRoute({ resources, rootId }: RestApi, path: string): Route | undefined {
  const walk = (
    resource: ApiResource,
    parts: readonly string[],
    parameters: Route['parameters'],
  ): Route | undefined => {
    const [part, ...rest] = parts;
    if (part === undefined) return { resource, parameters };
    const children = [...resources.values()].filter(({ parentId }) => parentId === resource.id);
    for (const child of children.toSorted((a, b) => rank(a) - rank(b))) {
      const name = child.pathPart.replaceAll(/[{}+]/gu, '');
      const route =
        rank(child) === 2
          ? { resource: child, parameters: { ...parameters, [name]: parts.map(decodeURIComponent).join('/') } }
          : rank(child) === 1
            ? walk(child, rest, { ...parameters, [name]: decodeURIComponent(part) })
            : child.pathPart === decodeURIComponent(part)
              ? walk(child, rest, parameters)
              : undefined;
      if (route) return route;
    }
    return undefined;
  };
  const root = resources.get(rootId);
  return (
    root &&
    walk(
      root,
      path.split('/').filter((part) => part !== ''),
      {},
    )
  );
}
