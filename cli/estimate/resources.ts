/** Looks up resources in the templates of one region. */
import type { Template } from '../system/template.ts';

type Resource = Template['Resources'][string];

/** Templates by region. */
export type Regions = ReadonlyMap<string, readonly Template[]>;

export type Resources = readonly (readonly [id: string, resource: Resource])[];

export const resourcesIn = (templates: readonly Template[]): Resources =>
  templates.flatMap(({ Resources }) => Object.entries(Resources));

export const ofType = (resources: Resources, type: string): readonly Resource[] =>
  resources.filter(([, { Type }]) => Type === type).map(([, resource]) => resource);

/** The function whose alias, version or name a target refers to. */
export function functionOf(target: unknown, resources: Resources): Resource | undefined {
  const byId = new Map(resources);
  const follow = (value: unknown, depth: number): Resource | undefined => {
    for (const id of referencesIn(value)) {
      const found = byId.get(id);
      if (found?.Type === 'AWS::Lambda::Function') return found;
      const next =
        found?.Type.startsWith('AWS::Lambda::') === true && depth < 3 ? follow(found.Properties, depth + 1) : undefined;
      if (next !== undefined) return next;
    }
    return undefined;
  };
  return follow(target, 0);
}

export const referencesIn = (value: unknown): readonly string[] =>
  [...JSON.stringify(value ?? null).matchAll(/"(?:Ref|Fn::GetAtt)":\[?"([^".]+)/g)].map(([, id = '']) => id);

export function variablesOf(fn: Resource | undefined): Readonly<Record<string, unknown>> {
  const environment = fn?.Properties?.['Environment'] as { readonly Variables?: Record<string, unknown> } | undefined;
  return environment?.Variables ?? {};
}

export const gigabytesOf = (fn: Resource | undefined): number => Number(fn?.Properties?.['MemorySize'] ?? 128) / 1024;

/** Whether X-Ray traces a function's invocations, so far as it samples them. */
export const isTraced = (fn: Resource | undefined): boolean =>
  JSON.stringify(fn?.Properties?.['TracingConfig'] ?? {}).includes('Active');
