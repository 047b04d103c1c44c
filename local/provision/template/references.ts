const namesIn = (pattern: string): string[] =>
  [...pattern.matchAll(/\$\{([^!}.][^}.]*)[^}]*\}/gu)].map((match) => match[1] ?? '');

/** The names that an intrinsic function itself looks up, apart from those in its arguments. */
function directly(name: string, argument: unknown): readonly string[] {
  const first: unknown = Array.isArray(argument) ? argument[0] : argument;
  if (typeof first !== 'string') return [];
  if (name === 'Ref') return [first];
  if (name === 'Fn::GetAtt') return [first.split('.')[0] ?? ''];
  return name === 'Fn::Sub' ? namesIn(first) : [];
}

/** The names of the resources and parameters that a value in a template refers to. */
export function referencesOf(value: unknown): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return new Set();
  const inner = Object.values(value).flatMap((each) => [...referencesOf(each)]);
  if (Array.isArray(value)) return new Set(inner);
  const direct = Object.entries(value).flatMap(([name, argument]) => directly(name, argument));
  return new Set([...direct, ...inner]);
}
