import type { Statement, Texts } from '../sql/index.ts';
import { numbered } from './numbered.ts';
import { beginPinned, type PostgresPool, query } from './pool.ts';

/** One snapshot. All rows are read, so the plan that gives the first rows early is not wanted. */
const BEGIN = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL cursor_tuple_fraction = 1';

/**
 * What a statement selects, in pages from a cursor over one snapshot: each row once, whatever is written meanwhile. The
 * next page is on its way while the caller works on the current one; no more than two are held.
 */
export async function* cursorPages(
  pool: PostgresPool,
  statement: Statement,
  rows: number,
  signal: AbortSignal,
): AsyncGenerator<Texts[], void> {
  const { text, values } = numbered(statement);
  const connection = await beginPinned(pool, BEGIN, signal);
  let isDone = false;
  try {
    await query(connection, `DECLARE evenkeel NO SCROLL CURSOR FOR ${text}`, values);
    const fetchNext = (): Promise<Texts[]> => {
      const page = query(connection, `FETCH FORWARD ${rows} FROM evenkeel`);
      page.catch(() => undefined);
      return page;
    };
    let next = fetchNext();
    for (;;) {
      const page = await next;
      const isLast = page.length < rows;
      if (!isLast) next = fetchNext();
      yield page;
      if (isLast) break;
    }
    await query(connection, 'COMMIT');
    isDone = true;
  } finally {
    connection.release(!isDone);
  }
}
