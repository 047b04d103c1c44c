/**
 * The texts of several values as one text: PostgreSQL writes a row with the output function of each value's type. So no
 * function or cast of a user takes part, whatever the search path, and a statement stays short.
 */

/** @param expressions at least one */
export const recordOf = (expressions: readonly string[]): string => `CAST(ROW(${expressions.join(', ')}) AS text)`;

const QUOTE = 34;

/** The texts of a row's values, such as those of `(1,"a ""b""",)`. A value without text is null. */
export function textsIn(record: string): readonly (string | null)[] {
  const texts: (string | null)[] = [];
  for (let at = 1; at < record.length; ) {
    if (record.charCodeAt(at) === QUOTE) {
      const end = endOfQuoted(record, at + 1);
      texts.push(unescaped(record.slice(at + 1, end)));
      at = end + 2;
    } else {
      const comma = record.indexOf(',', at);
      const end = comma === -1 ? record.length - 1 : comma;
      texts.push(end === at ? null : record.slice(at, end));
      at = end + 1;
    }
  }
  return texts;
}

/** A quote or a backslash inside is doubled. */
function endOfQuoted(record: string, from: number): number {
  let at = record.indexOf('"', from);
  while (record.charCodeAt(at + 1) === QUOTE) at = record.indexOf('"', at + 2);
  return at;
}

const unescaped = (text: string): string => text.replaceAll(/(["\\])\1/g, '$1');
