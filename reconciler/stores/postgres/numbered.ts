import type { Statement } from '../sql/index.ts';

/** What a colon must not be looked for in, or is not a parameter's: strings, quoted names and casts. */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|::|:(?<name>[A-Za-z_]\w*)/g;

/** A statement's `:name` parameters as PostgreSQL takes them: numbered, each name once. */
export function numbered({ sql, parameters }: Statement): {
  readonly text: string;
  readonly values: readonly (string | null)[];
} {
  const names: string[] = [];
  const text = sql.replace(TOKEN, (token: string, name: string | undefined) => {
    if (name === undefined) return token;
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  return { text, values: names.map((name) => valueOf(parameters, name)) };
}

function valueOf(parameters: Statement['parameters'], name: string): string | null {
  const value = parameters[name];
  if (value === undefined) throw new Error(`The statement names :${name}, which it is not given.`);
  return value;
}
