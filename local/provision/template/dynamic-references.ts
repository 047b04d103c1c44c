/** Looks up a secret's text by its name or ARN; throws if there is no such secret. */
export type LookUpSecret = (id: string) => string;

const REFERENCE = /\{\{resolve:secretsmanager:(?<body>[^}]+)\}\}/gu;

/** Resolves `<id or ARN>:SecretString[:key[:stage[:version]]]`, where the ARN contains colons too. */
function readReference(body: string, lookUp: LookUpSecret): string {
  const [id = '', rest = ''] = body.split(/:SecretString(?=:|$)/u);
  const key = rest.split(':')[1] ?? '';
  const secret = lookUp(id);
  if (key === '') return secret;
  const value = (JSON.parse(secret) as Readonly<Record<string, unknown>>)[key];
  if (typeof value !== 'string' && typeof value !== 'number') throw new Error(`the secret ${id} has no key ${key}`);
  return String(value);
}

/** Replaces `{{resolve:secretsmanager:...}}` with the values of secrets, anywhere in resolved properties. */
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
