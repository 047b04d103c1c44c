/** Advances sequences past the keys that a repair writes. */
import { Refusal } from './refusal.ts';
import type { Statement, Texts } from './statement.ts';
import type { Assignment } from './write-statement.ts';

/**
 * Up to this many values are taken with `nextval`, which never moves a sequence back. For more, `setval` sets the
 * sequence, which would move it back if another session took as many values in the same instant.
 */
const MAX_TAKEN = 1000;

/** Selects how many values the sequence is behind the written value; zero or less if the sequence is ahead. */
const behindStatement = (sequence: string, value: string): Statement => ({
  sql: `SELECT CAST(pg_catalog.ceil((CAST(:value AS numeric) - coalesce(pg_catalog.pg_sequence_last_value(CAST(CAST(:sequence AS bigint) AS regclass)), q.seqstart - q.seqincrement))
      / q.seqincrement) AS text)
    FROM pg_catalog.pg_sequence AS q
    WHERE q.seqrelid = CAST(CAST(:sequence AS bigint) AS oid) AND CAST(:value AS numeric) BETWEEN q.seqmin AND q.seqmax`,
  parameters: { sequence, value },
});

const takeStatement = (sequence: string, count: string): Statement => ({
  sql: `SELECT CAST(pg_catalog.max(pg_catalog.nextval(CAST(CAST(:sequence AS bigint) AS regclass))) AS text) FROM pg_catalog.generate_series(1, CAST(:count AS integer))`,
  parameters: { sequence, count },
});

const setStatement = (sequence: string, value: string): Statement => ({
  sql: `SELECT CAST(pg_catalog.setval(CAST(CAST(:sequence AS bigint) AS regclass), CAST(:value AS bigint)) AS text)`,
  parameters: { sequence, value },
});

const INTEGER = /^-?\d+$/;

type Run = (statement: Statement) => Promise<readonly Texts[]>;

/** How many values the sequence behind the column is behind the written value; zero if it has none, or is ahead. */
async function lagOf({ column: { sequence }, text }: Assignment, run: Run): Promise<number> {
  if (sequence === undefined || text === null || !INTEGER.test(text)) return 0;
  return Number((await run(behindStatement(sequence, text)))[0]?.[0] ?? 0);
}

/**
 * @param isRestored whether the values come from a row that was deleted. The sequence was where it is before that row
 *   was deleted, so it may stay there if this user has no right to move it.
 * @throws Refusal if this user has no right to move a sequence on past a new value
 */
export async function advanceSequences(
  assignments: readonly Assignment[],
  run: Run,
  isRestored: boolean,
): Promise<void> {
  for (const assignment of assignments) {
    const { name, sequence, sequenceRights } = assignment.column;
    if (sequence === undefined || (isRestored && !sequenceRights.next)) continue;
    if (!sequenceRights.next) {
      throw new Refusal(`this user may not move on the sequence behind ${name}: GRANT USAGE on the sequence to it`);
    }
    const behind = await lagOf(assignment, run);
    if (behind <= 0) continue;
    if (behind <= MAX_TAKEN) await run(takeStatement(sequence, String(behind)));
    else if (sequenceRights.set) await run(setStatement(sequence, assignment.text ?? ''));
    else if (!isRestored) {
      throw new Refusal(`this user may not set the sequence behind ${name}: GRANT UPDATE on the sequence to it`);
    }
  }
}
