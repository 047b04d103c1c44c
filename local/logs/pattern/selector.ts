/** Property selectors of JSON log lines: `$.order.lines[0].sku`, `$['a-b']`. */

export type Selector = readonly (string | number)[];

const stepPattern = /\.(?<name>[\w\-@:/]+)|\[(?<index>\d+)\]|\[(?<quote>['"])(?<quoted>[^'"]+)\k<quote>\]/uy;

/** The steps of a selector, or undefined if the text is not a selector. */
export function parseSelector(text: string): Selector | undefined {
  if (!text.startsWith('$')) return undefined;
  const pattern = new RegExp(stepPattern);
  const steps: (string | number)[] = [];
  pattern.lastIndex = 1;
  while (pattern.lastIndex < text.length) {
    const groups = pattern.exec(text)?.groups;
    if (!groups) return undefined;
    const { name, index, quoted } = groups;
    steps.push(index === undefined ? (name ?? quoted ?? '') : Number(index));
  }
  return steps;
}

/** The value at the selector; undefined if there is none. */
export function select(line: unknown, selector: Selector): unknown {
  let value = line;
  for (const step of selector) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[step];
  }
  return value;
}
