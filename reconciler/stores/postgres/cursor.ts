import type { Statement, Texts } from '../sql/index.ts';
import { numbered } from './numbered.ts';
import { beginPinned, type PostgresPool, query } from './pool.ts';

/** One snapshot. All rows are read, so the planner must not prefer a plan that only returns the first rows early. */
const BEGIN = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL cursor_tuple_fraction = 1';

/**
 * Streams a statement's rows in pages, from a cursor over one snapshot: each row comes once, whatever is written
 * meanwhile. The next page is fetched while the caller works on the current one, so at most two pages are in memory.
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
