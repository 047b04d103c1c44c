/** A change to the environment variables of functions, which affects all of their code. */
export interface EnvironmentChange {
  /** Regular expression that the function's name must match; the id of its resource if the template gives no name. */
  readonly functions: string;
  /** New values of variables. */
  readonly set: Readonly<Record<string, string>>;
}

type Resource = { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> };
type Resources = Readonly<Record<string, Resource>>;

/** The template with the change. The same object if it has no such function. */
export function changeEnvironment<Given extends { readonly Resources: Resources }>(
  template: Given,
  { functions, set }: EnvironmentChange,
): Given {
  const pattern = new RegExp(functions);
  const isMeant = ([id, { Type, Properties }]: [string, Resource]): boolean => {
    const name = Properties?.['FunctionName'];
    return Type === 'AWS::Lambda::Function' && pattern.test(typeof name === 'string' ? name : id);
  };
  const changed = Object.entries(template.Resources).filter(isMeant);
  if (changed.length === 0) return template;
  const replaced = changed.map(([id, resource]) => [id, withVariables(resource, set)] as const);
  return { ...template, Resources: { ...template.Resources, ...Object.fromEntries(replaced) } };
}

function withVariables(resource: Resource, set: EnvironmentChange['set']): Resource {
  const environment = resource.Properties?.['Environment'] as { readonly Variables?: object } | undefined;
  const Environment = { ...environment, Variables: { ...environment?.Variables, ...set } };
  return { ...resource, Properties: { ...resource.Properties, Environment } };
}
