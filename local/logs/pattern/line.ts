/** A log line as patterns use it: its text, and its JSON, which is parsed once and only on demand. */
export interface Line {
  readonly text: string;
  /** The parsed object, or undefined if the line is not a JSON object. */
  readonly json: () => object | undefined;
}

export function lineOf(text: string): Line {
  let parsed: { readonly value: object | undefined } | undefined;
  const parse = (): object | undefined => {
    if (!text.trimStart().startsWith('{')) return undefined;
    try {
      return JSON.parse(text) as object;
    } catch {
      return undefined;
    }
  };
  return {
    text,
    json() {
      parsed ??= { value: parse() };
      return parsed.value;
    },
  };
}
