/** Two PostgreSQL tables that differ in more rows than the memory limit allows. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { search } from '../../../reconciler/engine/search.ts';
import { type Clock, defineRule, type Finding, minutes, postgresView } from '../../../reconciler/index.ts';
import { fileSpool } from '../../../reconciler/spool/index.ts';
import { openPostgres } from './engines.ts';

const ROWS = 1200;
const KEEP = 50;
const keyOf = (at: number): string => JSON.stringify([`part ${at % 7} 😀`, String(at)]);

describe('a dense difference in PostgreSQL', () => {
  let postgres: Awaited<ReturnType<typeof openPostgres>>;
  beforeAll(async () => {
    postgres = await openPostgres();
  }, 60_000);
  afterAll(() => postgres.close());

  /** Every row of the right table has a different price. The names include null, empty ones, and ones beyond the BMP. */
  beforeEach(async () => {
    for (const table of ['lefts', 'rights']) {
      await postgres.pool.query(`DROP TABLE IF EXISTS ${table}`);
      await postgres.pool.query(
        `CREATE TABLE ${table} (part text, number bigint, k text, name text, price numeric, at timestamptz, PRIMARY KEY (part, number))`,
      );
      await postgres.pool.query(
        `INSERT INTO ${table} SELECT 'part ' || i % 7 || ' 😀', i, 'k', (ARRAY[NULL, '', '12:3😀', ':', e'tab\\t\\n'])[1 + i % 5],
           i + ${table === 'lefts' ? '0.50' : '1'}, timestamptz '2026-02-28T23:59:59.123456Z' + i * interval '1 hour'
         FROM generate_series(0, ${ROWS - 1}) AS i`,
      );
    }
  });

  const write = (table: string, set: string, where: string) =>
    postgres.pool.query(`UPDATE ${table} SET ${set} WHERE ${where}`);

  /** @param waits what happens during each wait of the run, in order */
  async function searched(waits: readonly (() => Promise<unknown>)[] = [], signal = new AbortController().signal) {
    const view = (table: string) => {
      const key = [
        { column: 'part', type: 'text' },
        { column: 'number', type: 'bigint' },
      ] as const;
      const fields = { k: 'text', name: 'text', price: 'decimal', at: 'timestamp' } as const;
      return postgresView({ name: table, pool: postgres.pool, table, key, fields });
    };
    const reported: Finding[] = [];
    let wait = 0;
    let now = Date.parse('2026-06-01T00:00:00.000Z');
    const clock: Clock = {
      now: () => now,
      async sleep(ms) {
        await waits[wait]?.();
        wait += 1;
        now += ms;
      },
      elapsed: () => now,
    };
    const { engine } = defineRule({
      name: 'dense',
      left: view('lefts'),
      right: view('rights'),
      relation: 'equal',
      mastership: { default: 'left' },
      settleWindow: minutes(2),
      repair: { kind: 'report' },
    });
    const found = await search(engine, [], {
      clock,
      reading: { signal, received: () => undefined },
      progress: () => undefined,
      holdOn: () => Promise.resolve(),
      seed: 'feedfacefeedfacefeedfacefeedface',
      spool: fileSpool(),
      memory: { rows: 800 },
      keep: KEEP,
      found(finding) {
        reported.push(finding);
        return undefined;
      },
    });
    return { found, reported: new Map(reported.map((finding) => [finding.key, finding])), times: reported.length };
  }

  it('is reported exactly, with the values of every row', async () => {
    const { found, reported, times } = await searched();
    expect([found.drift, found.candidates, times, reported.size]).toEqual([ROWS, ROWS, ROWS, ROWS]);
    const names = [null, '', '12:3😀', ':', 'tab\t\n'];
    for (let at = 0; at < ROWS; at += 1) {
      const { left, right } = reported.get(keyOf(at))?.pair ?? {};
      const moment = new Date(Date.parse('2026-02-28T23:59:59.123Z') + at * 3_600_000).toISOString().slice(0, -1);
      const both = { k: 'k', name: names[at % 5], at: `${moment}456Z` };
      expect(left?.fields).toEqual({ ...both, price: `${at}.5` });
      expect(right?.fields).toEqual({ ...both, price: String(at + 1) });
    }
    // The guard of a repair needs both images.
    expect(found.findings).toHaveLength(KEEP);
    expect(found.findings.every(({ pair }) => pair.left?.image !== undefined && pair.right?.image !== undefined)).toBe(
      true,
    );
  });

  it('is what still differs after writes between the two reads', async () => {
    const { found, reported, times } = await searched([
      async () => {
        await write('rights', 'price = number + 0.5', 'number < 100');
        await write('lefts', 'price = price - 1', 'number BETWEEN 100 AND 199');
        await postgres.pool.query('DELETE FROM rights WHERE number BETWEEN 200 AND 219');
        await postgres.pool.query('DELETE FROM lefts WHERE number BETWEEN 220 AND 239');
        for (const table of ['lefts', 'rights'])
          await postgres.pool.query(`DELETE FROM ${table} WHERE number BETWEEN 240 AND 259`);
      },
      () => write('rights', 'price = number + 0.5', 'number BETWEEN 300 AND 319'),
    ]);
    const numbers = [...reported.keys()].map((key) => Number((JSON.parse(key) as string[])[1]));
    const expected = Array.from({ length: ROWS }, (_, at) => at).filter((at) => at >= 100 && (at < 240 || at > 259));
    // Rows that change during the second wait were already reported, unless their cells had changed by the first read.
    const late = (at: number): boolean => at >= 300 && at <= 319;
    expect(numbers.filter((at) => !late(at)).sort((one, other) => one - other)).toEqual(
      expected.filter((at) => !late(at)),
    );
    expect([found.drift, times, found.deferred]).toEqual([reported.size, reported.size, 0]);
    expect(reported.get(keyOf(150))?.pair.left?.fields['price']).toBe('149.5');
    expect(reported.get(keyOf(210))?.pair.right).toBeUndefined();
    expect(reported.get(keyOf(230))?.pair.left).toBeUndefined();
  });

  it('leaves no connection open if the run is aborted during a read', async () => {
    const ending = new AbortController();
    const reason = new Error('The time is over.');
    const run = searched(
      [
        () => {
          setImmediate(() => {
            ending.abort(reason);
          });
          return Promise.resolve();
        },
      ],
      ending.signal,
    );
    await expect(run).rejects.toThrow('The time is over.');
    const { totalCount, idleCount } = postgres.pool;
    expect(totalCount).toBe(idleCount);
  });
});
