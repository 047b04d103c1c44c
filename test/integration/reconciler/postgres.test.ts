import { describe, expect, it } from '@jest/globals';
import {
  groupConformance,
  pushdownConformance,
  storeConformance,
  writingConformance,
} from '../../../reconciler/conformance/index.ts';
import { type PostgresPool, postgresView } from '../../../reconciler/index.ts';
import { numbered } from '../../../reconciler/stores/postgres/numbered.ts';
import { openPostgres } from './engines.ts';
import { runChecks } from './run-checks.ts';
import {
  forbidStatement,
  keptStatement,
  mistakes,
  nested,
  nestStatement,
  options,
  putStatement,
  TABLE,
} from './things.ts';

const open = async () => {
  const postgres = await openPostgres();
  const { pool } = postgres;
  await pool.query(TABLE);
  const common = { pool, table: 'the things', ...options };
  return {
    view: postgresView({ name: 'things', ...common, writable: true }),
    active: postgresView({ name: 'active', ...common, writable: true, where: { active: true } }),
    nested: {
      view: postgresView({ name: 'nested', ...common, ...nested, writable: true }),
      async put(rows: Parameters<typeof putStatement>[0], at: Date) {
        await pool.query(putStatement(rows, at));
        await pool.query(nestStatement(rows));
      },
      async kept(key: string) {
        const { rows } = await pool.query<{ kept: string | null }>(keptStatement(key));
        return rows[0]?.kept ?? undefined;
      },
    },
    broken: postgresView({ name: 'nothings', ...common, table: 'nothings' }),
    breaking: postgresView({ name: 'breaking', ...common, pool: breakingAfterPages(3, pool) }),
    mistaken: Object.fromEntries(
      Object.entries(mistakes).map(([place, mistake]) => [
        place,
        postgresView({ name: 'mistaken', ...common, ...mistake }),
      ]),
    ),
    async put(rows: Parameters<typeof putStatement>[0], at: Date) {
      await pool.query(putStatement(rows, at));
    },
    async analyse() {
      await pool.query('ANALYZE "the things"');
    },
    async touch(key: string) {
      await pool.query('UPDATE "the things" SET extra = $2 WHERE thing = $1', [key, Buffer.from([0, 255])]);
    },
    async whole(key: string) {
      const { rows } = await pool.query<{ row: string }>(
        `SELECT to_jsonb(t) - 'version' AS row FROM "the things" AS t WHERE thing = $1`,
        [key],
      );
      return rows[0] && JSON.stringify(rows[0]);
    },
    async forbid(key: string) {
      await pool.query(forbidStatement(key));
    },
    close: () => postgres.close(),
  };
};

/** A pool whose connections break after `pages` pages were fetched from a cursor. */
const breakingAfterPages = (pages: number, pool: PostgresPool): PostgresPool => ({
  async connect() {
    const connection = await pool.connect();
    let fetched = 0;
    return {
      query(query) {
        if (query.text.startsWith('FETCH')) fetched += 1;
        return fetched > pages ? Promise.reject(new Error('the connection was reset')) : connection.query(query);
      },
      release: (end) => {
        connection.release(end);
      },
    };
  },
});

runChecks('PostgreSQL', open, storeConformance, writingConformance, pushdownConformance, groupConformance);

describe('a statement for PostgreSQL', () => {
  it('numbers each named parameter once, and ignores what only looks like one', () => {
    const sql = `SELECT ':no', "a:no""b", x::text FROM t WHERE a = CAST(:one AS text) AND b = :two AND c = :one`;
    expect(numbered({ sql, parameters: { one: '1', two: null } })).toEqual({
      text: `SELECT ':no', "a:no""b", x::text FROM t WHERE a = CAST($1 AS text) AND b = $2 AND c = $1`,
      values: ['1', null],
    });
  });
});
