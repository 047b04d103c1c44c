/** The parts of a CloudFormation template, as JSON, that are used here. */
interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
}

/** A change to deployed resources. Plain JSON, so that it can be a part of the template's cache key. */
export interface TemplateChange {
  /** CloudFormation type of the resources, such as `AWS::CloudWatch::Alarm`. */
  readonly type: string;
  /** Property -> regular expression that one of the property's texts must match. All properties must match. */
  readonly where: Readonly<Record<string, string>>;
  /** New values of properties. If absent, the resources are removed, along with all resources that refer to them. */
  readonly set?: Readonly<Record<string, unknown>>;
}

/** The template with the change. The same object if it has no such resource. */
export function changeTemplate<Given extends Template>(template: Given, change: TemplateChange): Given {
  const ids = matchingResources(template, change);
  if (ids.length === 0) return template;
  const { set } = change;
  return { ...template, Resources: set === undefined ? without(template, ids) : withSet(template, ids, set) };
}

/**
 * Ids of the resources that the change applies to.
 *
 * @internal
 */
export function matchingResources({ Resources }: Template, { type, where }: TemplateChange): string[] {
  return Object.entries(Resources)
    .filter(([, { Type, Properties = {} }]) => {
      const matches = ([property, pattern]: [string, string]) => hasText(Properties[property], new RegExp(pattern));
      return Type === type && Object.entries(where).every(matches);
    })
    .map(([id]) => id);
}

function without({ Resources }: Template, ids: readonly string[]): Template['Resources'] {
  const stays = ([id, resource]: [string, unknown]) =>
    !ids.includes(id) && !ids.some((gone) => refersTo(resource, gone));
  return Object.fromEntries(Object.entries(Resources).filter(stays));
}

function withSet(
  { Resources }: Template,
  ids: readonly string[],
  set: Readonly<Record<string, unknown>>,
): Template['Resources'] {
  return Object.fromEntries(
    Object.entries(Resources).map(([id, resource]) => {
      if (!ids.includes(id)) return [id, resource];
      return [id, { ...resource, Properties: { ...resource.Properties, ...set } }];
    }),
  );
}

/** Searches all texts of the property, which may be joined from parts or refer to another resource. */
function hasText(value: unknown, pattern: RegExp): boolean {
  if (typeof value === 'string') return pattern.test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((part) => hasText(part, pattern));
}

function refersTo(resource: unknown, id: string): boolean {
  const text = JSON.stringify(resource);
  return text.includes(`{"Ref":"${id}"}`) || text.includes(`{"Fn::GetAtt":["${id}",`);
}
