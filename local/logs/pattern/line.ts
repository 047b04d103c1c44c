/** A log line as patterns look at it: its text, and what it is as JSON, parsed once and only when asked for. */
export interface Line {
  readonly text: string;
  /** The parsed object, or undefined for a line that is none. */
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
