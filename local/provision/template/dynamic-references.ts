/** Looks up a secret's text by its name or ARN; throws when there is none. */
export type LookUpSecret = (id: string) => string;

const REFERENCE = /\{\{resolve:secretsmanager:(?<body>[^}]+)\}\}/gu;

/** `<id or ARN>:SecretString[:key[:stage[:version]]]`; an ARN holds colons itself. */
function readReference(body: string, lookUp: LookUpSecret): string {
  const [id = '', rest = ''] = body.split(/:SecretString(?=:|$)/u);
  const key = rest.split(':')[1] ?? '';
  const secret = lookUp(id);
  if (key === '') return secret;
  const value = (JSON.parse(secret) as Readonly<Record<string, unknown>>)[key];
  if (typeof value !== 'string' && typeof value !== 'number') throw new Error(`The secret ${id} has no key ${key}.`);
  return String(value);
}

/** Puts the values of secrets in the place of `{{resolve:secretsmanager:...}}`, anywhere in resolved properties. */
export function resolveDynamicReferences(value: unknown, lookUp: LookUpSecret): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(REFERENCE, (_whole, body: string) => readReference(body, lookUp));
  }
  if (Array.isArray(value)) return value.map((each) => resolveDynamicReferences(each, lookUp));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, resolveDynamicReferences(each, lookUp)]),
  );
}
