/** A statement split at its `:name` parameters: pieces of SQL, with a name after each piece except the last. */
export interface ParsedSql {
  readonly pieces: readonly string[];
  readonly names: readonly string[];
}

/**
 * Matches parameters, and everything in which a colon does not start one: strings (plain, and E'' with backslashes),
 * quoted names, dollar quotes, comments, casts and `:=`. For block comments, which nest in PostgreSQL, it matches only the
 * start.
 */
const TOKEN =
  /(?<skip>(?<![\p{L}\d_$])[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|(?<![\p{L}\d_$])(?<tag>\$(?:[\p{L}_][\p{L}\d_]*)?\$).*?\k<tag>|--[^\n]*|::|:=)|(?<comment>\/\*)|:(?<name>[A-Za-z_][\w]*)/gsu;

/** The index after the block comment that starts at `start`, including nested comments. */
function endOfComment(sql: string, start: number): number {
  const marks = /\/\*|\*\//gu;
  marks.lastIndex = start;
  let depth = 0;
  for (let mark = marks.exec(sql); mark; mark = marks.exec(sql)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return sql.length;
}

/** Finds the `:name` parameters of a statement, in order. */
export function parseNamedParameters(sql: string): ParsedSql {
  const pieces: string[] = [];
  const names: string[] = [];
  const token = new RegExp(TOKEN);
  let from = 0;
  for (let match = token.exec(sql); match; match = token.exec(sql)) {
    const name = match.groups?.['name'];
    if (match.groups?.['comment'] !== undefined) token.lastIndex = endOfComment(sql, match.index);
    if (name === undefined) continue;
    pieces.push(sql.slice(from, match.index));
    names.push(name);
    from = token.lastIndex;
  }
  return { pieces: [...pieces, sql.slice(from)], names };
}
