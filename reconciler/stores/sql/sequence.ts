/** Advances sequences past the keys that a repair writes. */
import type { Statement, Texts } from './statement.ts';
import type { Assignment } from './write-statement.ts';

/**
 * Up to this many values are taken with `nextval`, which never moves a sequence back. For more, `setval` sets the
 * sequence, which would move it back if another session took as many values in the same instant.
 */
const MAX_TAKEN = 1000;

/** Selects how many values the sequence is behind the written value; zero or less if the sequence is ahead. */
const behindStatement = (sequence: string, value: string): Statement => ({
  sql: `SELECT CAST(ceil((CAST(:value AS numeric) - coalesce(pg_sequence_last_value(CAST(CAST(:sequence AS bigint) AS regclass)), q.seqstart - q.seqincrement))
      / q.seqincrement) AS text)
    FROM pg_catalog.pg_sequence AS q
    WHERE q.seqrelid = CAST(CAST(:sequence AS bigint) AS oid) AND CAST(:value AS numeric) BETWEEN q.seqmin AND q.seqmax`,
  parameters: { sequence, value },
});

const takeStatement = (sequence: string, count: string): Statement => ({
  sql: `SELECT CAST(max(nextval(CAST(CAST(:sequence AS bigint) AS regclass))) AS text) FROM generate_series(1, CAST(:count AS integer))`,
  parameters: { sequence, count },
});

const setStatement = (sequence: string, value: string): Statement => ({
  sql: `SELECT CAST(setval(CAST(CAST(:sequence AS bigint) AS regclass), CAST(:value AS bigint)) AS text)`,
  parameters: { sequence, value },
});

const INTEGER = /^-?\d+$/;

export async function advanceSequences(
  assignments: readonly Assignment[],
  run: (statement: Statement) => Promise<readonly Texts[]>,
): Promise<void> {
  for (const { column, text } of assignments) {
    const { sequence } = column;
    if (sequence === undefined || text === null || !INTEGER.test(text)) continue;
    const behind = Number((await run(behindStatement(sequence, text)))[0]?.[0] ?? 0);
    if (behind <= 0) continue;
    await run(behind <= MAX_TAKEN ? takeStatement(sequence, String(behind)) : setStatement(sequence, text));
  }
}
