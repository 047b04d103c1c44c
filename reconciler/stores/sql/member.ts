/** The member at a path in a column of JSON, as JSON. */
export const memberIn = (column: string, within: readonly string[], reference: (column: string) => string): string =>
  `(${reference(column)} OPERATOR(pg_catalog.#>) CAST(ARRAY[${within.map(literal).join(', ')}] AS text[]))`;

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
