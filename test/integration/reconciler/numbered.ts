/** Converts a statement's `:name` parameters to the numbered ones of `pg`. */
export function numbered({
  sql,
  parameters,
}: {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, string | null>>;
}) {
  const names = Object.keys(parameters);
  const text = sql.replace(
    /'(?:[^']|'')*'|"(?:[^"]|"")*"|:([A-Za-z]\w*)/g,
    (token: string, name: string | undefined) => (name === undefined ? token : `$${names.indexOf(name) + 1}`),
  );
  return { text, values: names.map((name) => parameters[name] ?? null) };
}
