import type { Statement, Texts } from '../sql/index.ts';
import { numbered } from './numbered.ts';
import { type PostgresPool, query, takeConnection } from './pool.ts';

/**
 * What a statement selects, in pages from a cursor over one snapshot: each row once, whoever writes meanwhile. The next
 * page is on its way while the caller works on the one that came; no more than two are held.
 */
export async function* cursorPages(
  pool: PostgresPool,
  statement: Statement,
  rows: number,
  signal: AbortSignal,
): AsyncGenerator<Texts[], void> {
  const connection = await takeConnection(pool, signal);
  let isDone = false;
  try {
    const { text, values } = numbered(statement);
    await query(connection, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // The whole is read, so the plan that gives the first rows early is not the one that is wanted.
    await query(connection, 'SET LOCAL cursor_tuple_fraction = 1');
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
