/** Whole repairs and undos between two PostgreSQL tables, with code, settings and writers of others around them. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import {
  type ControlTables,
  defineReconciliation,
  defineRule,
  type PostgresPool,
  postgresView,
  type PostgresViewOptions,
  type ReconcileResult,
  type Reconciliation,
  runReconcile,
  systemClock,
  undo,
  type UndoneOperation,
} from '../../../reconciler/index.ts';
import { type Dynamo, openDynamo, openPostgres, type Postgres } from './engines.ts';
import { everyRow } from './every-row.ts';

let postgres: Postgres;
let dynamo: Dynamo;
let tables: ControlTables;
let count = 0;
beforeAll(async () => {
  [postgres, dynamo] = await Promise.all([openPostgres(), openDynamo()]);
  await dynamo.createTable('ledger', 'runId', 'operationId');
}, 60_000);
afterAll(async () => Promise.all([postgres.close(), dynamo.close()]));

const sql = (text: string) => postgres.pool.query(text);

/** The master is in the schema `master`, and the copy in `public`. */
async function setUp(both: string, master: string, copy: string): Promise<void> {
  count += 1;
  tables = { client: dynamo.client, ledgerTable: 'ledger', controlTable: `control-${count}` };
  await dynamo.createTable(tables.controlTable, 'name');
  await sql(`DROP SCHEMA IF EXISTS hidden CASCADE; DROP SCHEMA IF EXISTS master CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public;
    ${both} ${copy}; CREATE SCHEMA master; SET search_path = master, public; ${both} ${master}; RESET search_path`);
}

const ITEM = `CREATE TABLE item (id bigint PRIMARY KEY, name text, price numeric, note text);`;
const MASTER = `INSERT INTO item VALUES (1, 'new', 2, 'm'), (3, 'three', 3, 'm')`;
const COPY = `INSERT INTO item VALUES (1, 'old', 1, 'n1'), (2, 'two', 2, 'n2');`;

/** A function whose trigger returns null, unless it says otherwise. */
const trigger = (name: string, when: string, body: string): string =>
  `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body}; RETURN NULL; END $$;
  CREATE TRIGGER ${name} ${when} FOR EACH ROW EXECUTE FUNCTION ${name}();`;

function ruleOf(
  name: string,
  fields: PostgresViewOptions<string>['fields'],
  {
    pool = postgres.pool,
    key = { column: 'id', type: 'bigint' },
    after,
    ...options
  }: Partial<PostgresViewOptions<string>> & { after?: readonly string[] } = {},
) {
  const view = (schema: string, ofView: PostgresPool) =>
    postgresView<string>({
      name: `${schema}.${name}`,
      pool: ofView,
      schema,
      table: 'item',
      key,
      fields,
      writable: schema === 'public',
      ...(schema === 'public' && options),
    });
  return defineRule({
    name,
    left: view('master', postgres.pool),
    right: view('public', pool),
    relation: 'equal',
    mastership: { default: 'left' },
    settleWindow: 0,
    repair: { kind: 'copy' },
    ...(after && { after }),
  });
}

const names = (options: Parameters<typeof ruleOf>[2] = {}): Reconciliation =>
  defineReconciliation({ rules: [ruleOf('names', { name: 'text' }, options)] });

const repair = (reconciliation: Reconciliation, runId: string): Promise<ReconcileResult> =>
  runReconcile({
    reconciliation,
    runId: `${runId}-${count}`,
    repair: tables,
    clock: systemClock,
    signal: new AbortController().signal,
  });

const undoOf = (reconciliation: Reconciliation, runId: string): Promise<UndoneOperation[]> =>
  undo({
    reconciliation,
    runId: `${runId}-${count}`,
    undoId: `undo-${runId}-${count}`,
    tables,
    clock: systemClock,
  });

const everything = (): Promise<readonly string[]> => everyRow(postgres.pool);

/** By key: `true`, or the reason. */
const outcomes = ({ differences }: ReconcileResult): Record<string, unknown> =>
  Object.fromEntries(differences.map(({ key, repaired, reason }) => [key, repaired ? true : reason]));
const undone = (operations: readonly UndoneOperation[]): Record<string, unknown> =>
  Object.fromEntries(operations.map(({ key, restored, reason }) => [key, restored ? true : reason]));

async function repairAndUndo(reconciliation: Reconciliation): Promise<Record<string, unknown>> {
  const before = await everything();
  const found = outcomes(await repair(reconciliation, 'run'));
  await undoOf(reconciliation, 'run');
  expect(await everything()).toEqual(before);
  return found;
}

const ALL = { 1: true, 2: true, 3: true };

/** Whether the server has constraints that are not enforced, and constraints NOT NULL that are not valid. */
async function isRecent(): Promise<boolean> {
  const { rows } = await sql(`SELECT current_setting('server_version_num') AS version`);
  return Number((rows as { version: string }[])[0]?.version) >= 180_000;
}

describe('objects of a user in the search path', () => {
  it('take no part in what is read and written', async () => {
    await setUp(
      ITEM,
      MASTER,
      `${COPY} CREATE SCHEMA hidden; CREATE FUNCTION hidden.concat(text) RETURNS text LANGUAGE sql AS $$ SELECT 'hidden' $$;
      CREATE FUNCTION hidden.num_nulls(text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
      CREATE FUNCTION hidden.count(bigint) RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint'`,
    );
    const pool = new Pool({ connectionString: postgres.url, options: '-c search_path=hidden,pg_catalog,public' });
    try {
      expect(await repairAndUndo(names({ pool }))).toEqual(ALL);
    } finally {
      await pool.end();
    }
  });

  it('are not the operators that compare a key', async () => {
    await setUp(
      'CREATE TABLE item (id varchar(9) PRIMARY KEY, name text);',
      `INSERT INTO item VALUES ('a', 'new'), ('c', 'three')`,
      `INSERT INTO item VALUES ('a', 'old'), ('b', 'two');
      CREATE FUNCTION alike(varchar, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'; CREATE OPERATOR = (LEFTARG = varchar, RIGHTARG = text, FUNCTION = alike)`,
    );
    expect(await repairAndUndo(names({ key: 'id' }))).toEqual({ a: true, b: true, c: true });
  });

  it('are where a trigger creates its tables', async () => {
    await setUp(
      ITEM,
      MASTER,
      `${COPY} ${trigger('daily', 'AFTER INSERT OR UPDATE OR DELETE ON item', 'CREATE TABLE IF NOT EXISTS made (a int)')}`,
    );
    expect(outcomes(await repair(names(), 'run'))).toEqual(ALL);
    expect((await sql(`SELECT CAST(to_regclass('public.made') AS text) AS made`)).rows).toEqual([{ made: 'made' }]);
  });
});

describe('what an undo could not restore is refused', () => {
  const EVENTS = 'AFTER INSERT OR UPDATE OR DELETE ON item';
  const inSchema = (body: string): string =>
    `${COPY} CREATE TABLE cache AS SELECT 1 AS a; ${trigger('set_off', EVENTS, body)}`;
  it.each([
    [
      'a trigger that empties another table',
      inSchema('TRUNCATE cache'),
      /emptied, altered or dropped public\.cache.*set_off/,
    ],
    ['a trigger that drops another table', inSchema('DROP TABLE cache; CREATE TABLE cache (a int)'), /dropped a table/],
    [
      'a trigger that alters another table',
      inSchema('ALTER TABLE cache ADD b int'),
      /altered or dropped public\.cache/,
    ],
    [
      'a trigger that deletes a large object',
      `${COPY} CREATE TABLE pictures AS SELECT lo_from_bytea(0, 'picture') AS loid FROM generate_series(1, 3);
      ${trigger('set_off', EVENTS, 'PERFORM lo_unlink(max(loid)) FROM pictures JOIN pg_largeobject_metadata AS m ON m.oid = loid')}`,
      /deleted a row of pg_catalog\.pg_largeobject/,
    ],
  ])('%s', async (_what, copy, reason) => {
    await setUp(ITEM, MASTER, copy);
    const why = expect.stringMatching(reason);
    expect(await repairAndUndo(names())).toEqual({ 1: why, 2: why, 3: why });
  });

  it.each([
    [
      'uses temporary tables',
      'CREATE TEMP TABLE IF NOT EXISTS tmp (a int) ON COMMIT DROP; INSERT INTO tmp VALUES (1); DELETE FROM tmp',
    ],
    ['refreshes a materialised view', 'REFRESH MATERIALIZED VIEW counted'],
  ])('but not a trigger that %s', async (_what, body) => {
    await setUp(
      ITEM,
      MASTER,
      `${COPY} CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM item; ${trigger('set_off', EVENTS, body)}`,
    );
    expect(await repairAndUndo(names())).toEqual(ALL);
  });

  it('a row whose creation also creates a row that refers to it', async () => {
    await setUp(
      ITEM,
      MASTER,
      `${COPY} CREATE TABLE stock (item bigint REFERENCES item);
      ${trigger('set_off', 'AFTER INSERT ON item', 'INSERT INTO stock VALUES (NEW.id)')}`,
    );
    const why = expect.stringMatching(/inserted a row of public\.stock.*set_off/);
    expect(await repairAndUndo(names())).toEqual({ 1: true, 2: why, 3: why });
  });

  it('a row whose deletion a trigger prevents', async () => {
    await setUp(ITEM, MASTER, `${COPY} ${trigger('kept', 'BEFORE DELETE ON item', 'NULL')}`);
    expect(await repairAndUndo(names())).toEqual({
      1: true,
      2: expect.stringMatching(/wrote 0 rows.*trigger kept/),
      3: expect.stringMatching(/undo could not remove the row: .*trigger kept/),
    });
  });

  it.each([
    ['delete', 'SELECT, INSERT, UPDATE', /undo could not remove the row: permission denied/],
    [
      'read whole',
      'SELECT (id, name), INSERT, UPDATE, DELETE',
      /undo could not remove the row: this user may not read/,
    ],
  ])('a row that the role could not %s', async (_what, grants, reason) => {
    const granted = grants.replaceAll('UPDATE', 'UPDATE (name)').replaceAll('INSERT', 'INSERT (id, name)');
    await setUp(
      ITEM,
      MASTER,
      `${COPY} DROP ROLE IF EXISTS short; CREATE ROLE short LOGIN PASSWORD 'short'; GRANT USAGE ON SCHEMA public TO short; GRANT ${granted} ON item TO short`,
    );
    const pool = new Pool({ connectionString: postgres.url.replace(/\/\/[^@]*@/, '//short:short@') });
    try {
      expect(await repairAndUndo(names({ pool }))).toMatchObject({ 1: true, 3: expect.stringMatching(reason) });
    } finally {
      await pool.end();
    }
  });

  it('a view in whose sessions foreign keys and triggers do nothing', async () => {
    await setUp(ITEM, MASTER, COPY);
    const pool = new Pool({ connectionString: postgres.url, options: '-c session_replication_role=replica' });
    try {
      await expect(repair(names({ pool }), 'run')).rejects.toThrow(/session_replication_role is replica/);
    } finally {
      await pool.end();
    }
  });

  it('a field whose text a cast of a user makes', async () => {
    const both = `CREATE TYPE mood AS ENUM ('a', 'b'); CREATE TABLE item (id bigint PRIMARY KEY, name mood);
      CREATE FUNCTION shown(mood) RETURNS text LANGUAGE sql AS $$ SELECT 'same' $$; CREATE CAST (mood AS text) WITH FUNCTION shown(mood);`;
    await setUp(both, `INSERT INTO item VALUES (1, 'a')`, `INSERT INTO item VALUES (1, 'b')`);
    await expect(repair(names(), 'run')).rejects.toThrow(/name of public\.item is .*mood, which the cast of a user/);
  });

  it('a key whose constraint NOT NULL does not hold for every row', async () => {
    await setUp(
      'CREATE TABLE item (id bigint UNIQUE, name text);',
      'ALTER TABLE item ALTER id SET NOT NULL',
      'INSERT INTO item VALUES (NULL, 1)',
    );
    if (await isRecent()) await sql('ALTER TABLE public.item ADD CONSTRAINT filled NOT NULL id NOT VALID');
    await expect(repair(names(), 'run')).rejects.toThrow(/id of public\.item may be null/);
  });
});

describe('one row that is repaired twice', () => {
  const both = (): Reconciliation =>
    defineReconciliation({
      rules: [ruleOf('names', { name: 'text' }), ruleOf('prices', { price: 'decimal' }, { after: ['names'] })],
    });

  it('by two rules in one run is undone to what it was', async () => {
    await setUp(ITEM, `INSERT INTO item VALUES (1, 'new', 2, 'm')`, `INSERT INTO item VALUES (1, 'old', 1, 'n1')`);
    const before = await everything();
    const { differences } = await repair(both(), 'run');
    expect(differences.map(({ rule, repaired }) => [rule, repaired])).toEqual([
      ['names', true],
      ['prices', true],
    ]);
    expect((await undoOf(both(), 'run')).map(({ restored }) => restored)).toEqual([true, true]);
    expect(await everything()).toEqual(before);
  });

  const twoRuns = async (): Promise<readonly (readonly string[])[]> => {
    await setUp(ITEM, `INSERT INTO item VALUES (1, 'new', 1, 'm')`, `INSERT INTO item VALUES (1, 'old', 1, 'n1')`);
    const first = await everything();
    expect(outcomes(await repair(names(), 'one'))).toEqual({ 1: true });
    const second = await everything();
    await sql(`UPDATE master.item SET name = 'newer'`);
    expect(outcomes(await repair(names(), 'two'))).toEqual({ 1: true });
    return [first, second, await everything()];
  };

  it('by two runs is undone from the later to the earlier', async () => {
    const [first, second] = await twoRuns();
    expect(undone(await undoOf(names(), 'two'))).toEqual({ 1: true });
    expect(await everything()).toEqual(second);
    expect(undone(await undoOf(names(), 'one'))).toEqual({ 1: true });
    expect(await everything()).toEqual(first);
  });

  it('by two runs is not undone in the other order, and the undo names the run that comes first', async () => {
    const [first, , third] = await twoRuns();
    expect(undone(await undoOf(names(), 'one'))).toEqual({ 1: expect.stringContaining(`undo that run first`) });
    expect(await everything()).toEqual(third);
    expect(undone(await undoOf(names(), 'two'))).toEqual({ 1: true });
    const again = await undo({
      reconciliation: names(),
      runId: `one-${count}`,
      undoId: `later-${count}`,
      tables,
      clock: systemClock,
    });
    expect(undone(again)).toEqual({ 1: true });
    expect(await everything()).toEqual(first);
  });

  it('by two runs in different fields is undone in either order', async () => {
    await setUp(ITEM, `INSERT INTO item VALUES (1, 'new', 1, 'm')`, `INSERT INTO item VALUES (1, 'old', 1, 'n1')`);
    const before = await everything();
    await repair(both(), 'one');
    await sql('UPDATE master.item SET price = 7');
    await repair(both(), 'two');
    expect(undone(await undoOf(both(), 'one'))).toEqual({ 1: true });
    expect(undone(await undoOf(both(), 'two'))).toEqual({ 1: true });
    expect(await everything()).toEqual(before);
  });
});

/** A pool that lets another session write once, before the first statement that matches. */
function raced(pattern: RegExp, other: string): PostgresPool {
  let isOpen = true;
  return {
    on: (event, listener) => postgres.pool.on(event, listener),
    async connect() {
      const connection = await postgres.pool.connect();
      return {
        async query(query) {
          if (isOpen && pattern.test(query.text)) {
            isOpen = false;
            await sql(other);
          }
          return connection.query(query);
        },
        release: (end) => {
          connection.release(end);
        },
      };
    },
  };
}

describe('what another session wrote first is not done by evenkeel, and no undo touches it', () => {
  const CREATES = /^INSERT INTO "public"."item"/;
  it.each([
    ['the same row', CREATES, `INSERT INTO public.item VALUES (3, 'three', 3, 'other')`, true],
    ['another row with the same key', CREATES, `INSERT INTO public.item VALUES (3, 'other', 3, 'other')`, undefined],
    ['the same update', / FOR UPDATE$/, `UPDATE public.item SET name = 'new', note = 'other' WHERE id = 1`, undefined],
  ])('%s', async (_what, pattern, other, isLevel) => {
    const [key, copied] =
      pattern === CREATES ? ['3', `(1, 'new', 2, 'n1')`] : ['1', `(1, 'old', 2, 'n1'), (3, 'three', 3, 'n3')`];
    await setUp(ITEM, MASTER, `INSERT INTO item VALUES ${copied}`);
    const reconciliation = names({ pool: raced(pattern, other) });
    const { differences } = await repair(reconciliation, 'run');
    expect(differences).toMatchObject([{ key, reason: expect.anything(), ...(isLevel && { repaired: true }) }]);
    const after = await everything();
    expect(after.join('\n')).toContain('other');
    expect(undone(await undoOf(reconciliation, 'run'))).toEqual({
      [key]: 'nothing was written: the repair is recorded as refused',
    });
    expect(await everything()).toEqual(after);
  });

  it('a delete', async () => {
    await setUp(ITEM, '', COPY.replace(/\(1.*\), \(2/, '(2'));
    await sql(`INSERT INTO master.item VALUES (5, 'five'); INSERT INTO item VALUES (5, 'five')`);
    const gone = raced(/ FOR UPDATE$/, 'DELETE FROM public.item WHERE id = 2');
    const reconciliation = names({ pool: gone });
    const { differences } = await repair(reconciliation, 'run');
    expect(differences).toMatchObject([
      { key: '2', repaired: true, reason: expect.stringContaining('nothing was written') },
    ]);
    const after = await everything();
    expect(undone(await undoOf(reconciliation, 'run'))).toEqual({
      2: 'nothing was written: the repair is recorded as refused',
    });
    expect(await everything()).toEqual(after);
  });
});

describe('a foreign key that is not enforced', () => {
  it('deletes no other row, so it is no reason to refuse a delete', async () => {
    const enforced = (await isRecent()) ? 'REFERENCES item ON DELETE CASCADE NOT ENFORCED' : '';
    await setUp(ITEM, MASTER, `${COPY} CREATE TABLE part (item bigint ${enforced}); INSERT INTO part VALUES (2)`);
    expect(await repairAndUndo(names())).toEqual(ALL);
  });
});

describe('XML with a declaration', () => {
  it('is restored in an array over a domain', async () => {
    const both = `CREATE DOMAIN page AS xml; CREATE TABLE item (id bigint PRIMARY KEY, name text, pages page[]);`;
    await setUp(both, '', `INSERT INTO item VALUES (2, 'two', ARRAY[CAST('<?xml version="1.0"?><a/>' AS xml)])`);
    await sql(`INSERT INTO master.item VALUES (5, 'five'); INSERT INTO item VALUES (5, 'five')`);
    const pages = async (): Promise<unknown> =>
      (await sql('SELECT CAST(pages[1] AS text) AS page FROM item WHERE id = 2')).rows;
    const before = await pages();
    expect(before).toEqual([{ page: '<?xml version="1.0"?><a/>' }]);
    expect(await repairAndUndo(names())).toEqual({ 2: true });
    expect(await pages()).toEqual(before);
  });
});
