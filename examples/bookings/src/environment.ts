/** A variable that the function's template sets. */
export function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`The function has no environment variable ${name}.`);
  return value;
}

/** One line of JSON, as metric filters read it. */
export function log(level: 'INFO' | 'ERROR', event: string, fields: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ level, event, ...fields })}\n`);
}
