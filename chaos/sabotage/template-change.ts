/** A CloudFormation template as JSON: only what is looked at here. */
interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
}

/** A change of deployed resources. Plain JSON, so that templates made with it are told apart. */
export interface TemplateChange {
  /** CloudFormation type of the resources, such as `AWS::CloudWatch::Alarm`. */
  readonly type: string;
  /** Property -> regular expression that one of the texts in it fits. All must. */
  readonly where: Readonly<Record<string, string>>;
  /** Properties they get instead; absent: they go, and with them whatever refers to them. */
  readonly set?: Readonly<Record<string, unknown>>;
}

/** The template with the change made, and all else as it was: itself, where it has no such resource. */
export function changeTemplate<Given extends Template>(template: Given, change: TemplateChange): Given {
  const ids = resourcesMeant(template, change);
  if (ids.length === 0) return template;
  const { set } = change;
  return { ...template, Resources: set === undefined ? without(template, ids) : withSet(template, ids, set) };
}

/** Ids of the resources that the change is about. */
export function resourcesMeant({ Resources }: Template, { type, where }: TemplateChange): string[] {
  return Object.entries(Resources)
    .filter(([, { Type, Properties = {} }]) => {
      const fits = ([property, pattern]: [string, string]) => hasText(Properties[property], new RegExp(pattern));
      return Type === type && Object.entries(where).every(fits);
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

/** A property may be joined of parts, or refer to another resource: each text in it is looked at. */
function hasText(value: unknown, pattern: RegExp): boolean {
  if (typeof value === 'string') return pattern.test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((part) => hasText(part, pattern));
}

function refersTo(resource: unknown, id: string): boolean {
  const text = JSON.stringify(resource);
  return text.includes(`{"Ref":"${id}"}`) || text.includes(`{"Fn::GetAtt":["${id}",`);
}
