import type { Statement } from '../sql/index.ts';

/** Matches a parameter, and everything else that may contain a colon: strings, quoted names and casts. */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|::|:(?<name>[A-Za-z_]\w*)/g;

/** Replaces a statement's `:name` parameters with PostgreSQL's numbered ones. A repeated name keeps its number. */
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
  if (value === undefined) throw new Error(`the statement uses the parameter :${name}, which has no value`);
  return value;
}
