/** Removes a resource from a template as an app would that no longer has it. */
import type { Template } from '../../../infra/templates.ts';

/**
 * The template without the resources that have this value in the given property, and without what refers to them in the
 * same template. References from other templates stay: a deployment that they block must fail here as it would on AWS.
 */
export function withoutResource(template: Template, type: string, property: string, value: string): Template {
  const removed = new Set(
    Object.entries(template.Resources)
      .filter(([, { Type, Properties }]) => Type === type && Properties?.[property] === value)
      .map(([id]) => id),
  );
  if (removed.size === 0) return template;
  for (let before = -1; before < removed.size; ) {
    before = removed.size;
    for (const [id, { Properties }] of Object.entries(template.Resources)) {
      if (referencesOf(Properties).some((target) => removed.has(target))) removed.add(id);
    }
  }
  const kept = Object.entries(template.Resources).filter(([id]) => !removed.has(id));
  return {
    ...template,
    Resources: Object.fromEntries(kept.map(([id, resource]) => [id, withoutOrder(resource, removed)])),
    ...('Outputs' in template && { Outputs: withoutOutputs(template.Outputs, removed) }),
  };
}

/** The logical ids that a value refers to with Ref or Fn::GetAtt. */
function referencesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    if (key === 'Ref' && typeof inner === 'string') return [inner];
    if (key === 'Fn::GetAtt' && Array.isArray(inner)) return [String(inner[0])];
    return referencesOf(inner);
  });
}

function withoutOrder<Resource extends object>(resource: Resource, removed: ReadonlySet<string>): Resource {
  if (!('DependsOn' in resource) || !Array.isArray(resource.DependsOn)) return resource;
  return { ...resource, DependsOn: resource.DependsOn.filter((id: string) => !removed.has(id)) };
}

function withoutOutputs(outputs: unknown, removed: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(outputs as Readonly<Record<string, unknown>>).filter(
      ([, output]) => !referencesOf(output).some((target) => removed.has(target)),
    ),
  );
}
