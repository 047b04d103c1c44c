/**
 * Tables whose writes set off more than the write of one row. A write is refused and changes nothing, or its undo
 * restores every table exactly.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import {
  type GuardedWrite,
  postgresView,
  type PostgresViewOptions,
  type Reading,
  type Row,
  type Stamp,
  type View,
} from '../../../reconciler/index.ts';
import { openPostgres, type Postgres } from './engines.ts';
import { everyRow } from './every-row.ts';

const reading: Reading = { signal: new AbortController().signal, received: () => undefined };
const stamp: Stamp = { mark: 'run#operation', at: new Date('2026-03-01T11:00:00.000Z') };

let postgres: Postgres;
beforeAll(async () => {
  postgres = await openPostgres();
}, 60_000);
afterAll(async () => postgres.close());

const sql = (text: string) => postgres.pool.query(text);

/** Replaces all tables by those of the statements. Functions of triggers return null unless they say otherwise. */
const setUp = (statements: string) =>
  sql(`DROP SCHEMA IF EXISTS ext CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public; ${statements}`);

const trigger = (name: string, when: string, body: string): string =>
  `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body}; RETURN NULL; END $$;
  CREATE ${when} EXECUTE FUNCTION ${name}();`;

const viewOf = (table: string, options: Partial<PostgresViewOptions<string>> = {}): View =>
  postgresView<string>({
    name: `test.${table}`,
    pool: postgres.pool,
    table,
    key: { column: 'id', type: 'bigint', notNull: true },
    fields: { name: 'text' },
    writable: true,
    ...options,
  });

const everything = (): Promise<readonly string[]> => everyRow(postgres.pool);

async function rowOf(view: View, key: string): Promise<Row> {
  const row = (await view.read([key], reading)).get(key);
  if (row === undefined) throw new Error(`there is no row ${key}`);
  return row;
}

interface Attempt {
  /** Why nothing was written. */
  readonly reason?: string;
  readonly restore?: Extract<GuardedWrite, { kind: 'restore' }>;
}

/** Writes as a repair does: reads the row, keeps an image for the ledger, and writes under that image as the guard. */
async function attempt(view: View, kind: 'update' | 'delete', key: string): Promise<Attempt> {
  const guard = await rowOf(view, key);
  const plain =
    kind === 'delete' ? ({ kind, key, guard } as const) : ({ kind, key, guard, fields: { name: 'new' } } as const);
  try {
    const image = (await view.imageBefore?.(plain)) ?? guard.image ?? '';
    const outcome = await view.write?.({ ...plain, guard: { ...guard, image } }, stamp);
    if (outcome?.written !== true) return { reason: outcome?.reason ?? '' };
    return { restore: { kind: 'restore', key, image, expected: outcome.image } };
  } catch (error) {
    return { reason: String(error) };
  }
}

/** Restores as an undo does: it keeps an image for its own ledger, and writes under that image as the guard. */
async function undone(view: View, restore: Extract<GuardedWrite, { kind: 'restore' }> | undefined) {
  if (restore === undefined) throw new Error('nothing was written');
  const expected = (await view.imageBefore?.(restore)) ?? restore.expected;
  return view.write?.({ ...restore, expected }, stamp);
}

const problems = async (view: View): Promise<string> =>
  ((await view.inspect?.(reading)) ?? []).map(({ path, message }) => `${path}: ${message}`).join('\n');

const ITEM = `CREATE TABLE item (id bigint PRIMARY KEY, name text, note text);
  INSERT INTO item VALUES (1, 'one', 'n1'), (2, 'two', 'n2'), (3, 'three', 'n3');`;
const PART = `CREATE TABLE part (id int PRIMARY KEY, item bigint REFERENCES item ON DELETE CASCADE, made text);
  INSERT INTO part VALUES (1, 2, 'then');`;

describe('a writable view is refused before any row is read', () => {
  it.each([
    ['has a rule', `${ITEM} CREATE RULE also AS ON UPDATE TO item DO ALSO SELECT 1`, 'item', /rules also/],
    ['has children', `${ITEM} CREATE TABLE old (kept int) INHERITS (item)`, 'item', /rows of old, which inherit/],
    [
      'shows a table with a rule',
      `${ITEM} CREATE RULE also AS ON DELETE TO item DO ALSO SELECT 1; CREATE VIEW v AS SELECT * FROM item`,
      'v',
      /rules also/,
    ],
    ['hides a column', `${ITEM} CREATE VIEW v AS SELECT id, name FROM item WHERE note <> ''`, 'v', /note of item/],
    [
      'hides a column of a view that shows it',
      `${ITEM} CREATE VIEW w AS SELECT * FROM item; CREATE VIEW v AS SELECT id, name, name AS note2 FROM w`,
      'v',
      /note of w/,
    ],
    [
      'selects from other tables',
      `${ITEM} CREATE TABLE other (id int); CREATE VIEW v AS SELECT * FROM item WHERE id NOT IN (SELECT id FROM other)`,
      'v',
      /more than one table/,
    ],
    [
      'has a foreign partition',
      `CREATE EXTENSION IF NOT EXISTS postgres_fdw; CREATE SERVER IF NOT EXISTS elsewhere FOREIGN DATA WRAPPER postgres_fdw;
      CREATE TABLE item (id bigint, name text) PARTITION BY RANGE (id); CREATE FOREIGN TABLE far PARTITION OF item FOR VALUES FROM (0) TO (9) SERVER elsewhere;
      CREATE VIEW v AS SELECT * FROM item`,
      'v',
      /foreign table far/,
    ],
    [
      'cannot be updated',
      `${ITEM} CREATE VIEW v AS SELECT id, max(name) AS name FROM item GROUP BY id`,
      'v',
      /PostgreSQL does not write to/,
    ],
    [
      'is a materialised view',
      `${ITEM} CREATE MATERIALIZED VIEW v AS SELECT * FROM item; CREATE UNIQUE INDEX ON v (id)`,
      'v',
      /materialised/,
    ],
    [
      'is written by triggers',
      `${ITEM} CREATE VIEW v AS SELECT * FROM item; ${trigger('io', 'TRIGGER io INSTEAD OF UPDATE ON v FOR EACH ROW', 'NULL')}`,
      'v',
      /triggers io \(INSTEAD OF\)/,
    ],
  ])('if its table %s', async (_what, statements, table, message) => {
    await setUp(statements);
    const found = await problems(viewOf(table));
    expect(found).toMatch(message);
    expect(found).toContain(`test.${table}.writable: `);
    expect(await problems(viewOf(table, { writable: false }))).toBe('');
  });

  it('but not if it shows every column of one table', async () => {
    await setUp(
      `${ITEM} CREATE VIEW w AS SELECT note, id, name FROM item; CREATE VIEW v AS SELECT * FROM w WHERE id > 0`,
    );
    expect(await problems(viewOf('v'))).toBe('');
  });
});

describe('a write that sets off what an undo could not restore is refused, and changes nothing', () => {
  it.each([
    [
      'update',
      'a foreign key follows a generated column',
      `CREATE TABLE item (id bigint PRIMARY KEY, name text, low text GENERATED ALWAYS AS (lower(name)) STORED UNIQUE);
      INSERT INTO item VALUES (2, 'Two'); CREATE TABLE part (low text REFERENCES item (low) ON UPDATE SET NULL); INSERT INTO part VALUES ('two')`,
      /changed a row of public\.part/,
    ],
    [
      'update',
      'a trigger sets a column that a foreign key follows',
      `${ITEM} ALTER TABLE item ADD UNIQUE (note); CREATE TABLE part (note text REFERENCES item (note) ON UPDATE SET NULL); INSERT INTO part VALUES ('n2');
      CREATE FUNCTION slug() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.note = NEW.name; RETURN NEW; END $$;
      CREATE TRIGGER slug BEFORE UPDATE ON item FOR EACH ROW EXECUTE FUNCTION slug()`,
      /changed a row of public\.part.*trigger slug/,
    ],
    [
      'update',
      'a deferred trigger changes the row at the commit',
      `${ITEM} ${trigger('later', 'CONSTRAINT TRIGGER later AFTER UPDATE ON item DEFERRABLE INITIALLY DEFERRED FOR EACH ROW', "UPDATE item SET name = 'late' WHERE id = NEW.id AND name <> 'late'")}`,
      /trigger later/,
    ],
    [
      'update',
      'a trigger of its partition changes another row',
      `CREATE TABLE item (id bigint PRIMARY KEY, name text) PARTITION BY RANGE (id); CREATE TABLE few PARTITION OF item FOR VALUES FROM (0) TO (9);
      INSERT INTO item VALUES (1, 'one'), (2, 'two');
      ${trigger('next', 'TRIGGER next AFTER UPDATE ON few FOR EACH ROW', "UPDATE item SET name = 'x' WHERE id = 1 AND NEW.id = 2")}`,
      /changed a row of public\.item.*trigger next/,
    ],
    [
      'delete',
      'a trigger renumbers other rows',
      `${ITEM} ${trigger('gap', 'TRIGGER gap AFTER DELETE ON item FOR EACH ROW', "UPDATE item SET note = 'moved' WHERE id > OLD.id")}`,
      /changed a row of public\.item.*trigger gap/,
    ],
    [
      'delete',
      'a trigger deletes rows of another table',
      `${ITEM} CREATE TABLE loose (item bigint); INSERT INTO loose VALUES (2);
      ${trigger('gone', 'TRIGGER gone AFTER DELETE ON item FOR EACH ROW', 'DELETE FROM loose WHERE item = OLD.id')}`,
      /deleted a row of public\.loose.*trigger gone/,
    ],
    [
      'delete',
      'a trigger on insert stamps the row',
      `${ITEM} CREATE FUNCTION st() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.note = now(); RETURN NEW; END $$;
      CREATE TRIGGER st BEFORE INSERT ON item FOR EACH ROW EXECUTE FUNCTION st()`,
      /undo could not restore the row: note of public\.item .*trigger st on insert/,
    ],
    [
      'delete',
      'a trigger on insert stamps a dependent row',
      `${ITEM} ${PART} CREATE FUNCTION st() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.made = now(); RETURN NEW; END $$;
      CREATE TRIGGER st BEFORE INSERT OR UPDATE ON part FOR EACH ROW EXECUTE FUNCTION st()`,
      /undo could not restore the row/,
    ],
    [
      'delete',
      'a trigger touches a row that it sets to null',
      `${ITEM} CREATE TABLE part (id int PRIMARY KEY, item bigint REFERENCES item ON DELETE SET NULL, made text); INSERT INTO part VALUES (1, 2, 'then');
      CREATE FUNCTION st() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.made = now(); RETURN NEW; END $$;
      CREATE TRIGGER st BEFORE UPDATE ON part FOR EACH ROW EXECUTE FUNCTION st()`,
      /undo could not restore the row: a row of public\.part/,
    ],
    [
      'delete',
      'a trigger keeps a dependent row',
      `${ITEM} ${PART} ${trigger('keep', 'TRIGGER keep BEFORE DELETE ON part FOR EACH ROW', 'NULL')}`,
      /left rows of public\.part/,
    ],
    [
      'delete',
      'the row breaks a constraint that was added without a check',
      `${ITEM} ALTER TABLE item ADD CHECK (id <> 2) NOT VALID`,
      /undo could not restore the row: .*item_id_check/,
    ],
    [
      'delete',
      'the row breaks a deferred foreign key that was added without a check',
      `${ITEM} CREATE TABLE owner (name text PRIMARY KEY); ALTER TABLE item ADD FOREIGN KEY (name) REFERENCES owner DEFERRABLE INITIALLY DEFERRED NOT VALID`,
      /undo could not restore the row: .*item_name_fkey/,
    ],
    [
      'delete',
      'a generated column would be computed anew',
      `CREATE FUNCTION f(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT $1'; CREATE TABLE item (id bigint PRIMARY KEY, name text, g text GENERATED ALWAYS AS (f(name)) STORED);
      INSERT INTO item VALUES (2, 'two'); CREATE OR REPLACE FUNCTION f(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT upper($1)'`,
      /undo could not restore the row: g of public\.item/,
    ],
    [
      'delete',
      'it also deletes another row of the view',
      `${ITEM} ALTER TABLE item ADD up bigint REFERENCES item ON DELETE CASCADE; UPDATE item SET up = 2 WHERE id = 3`,
      /also deletes the row 3 of public\.item/,
    ],
    [
      'delete',
      'it changes a compared value of another row',
      `${ITEM} ALTER TABLE item ADD UNIQUE (note), ADD FOREIGN KEY (name) REFERENCES item (note) ON DELETE SET NULL NOT VALID; UPDATE item SET name = 'n2' WHERE id = 3`,
      /also changes name of the row 3 of public\.item/,
    ],
  ] as const)('%s: %s', async (kind, _what, statements, message) => {
    await setUp(statements);
    const view = viewOf('item', { cascades: 'restore' });
    expect(await problems(view)).toBe('');
    const before = await everything();
    expect((await attempt(view, kind, '2')).reason).toMatch(message);
    expect(await everything()).toEqual(before);
  });

  it.each([
    ['INSERT on the table', 'GRANT SELECT, UPDATE, DELETE ON item TO short'],
    [
      'INSERT on every column',
      'GRANT SELECT, UPDATE, DELETE ON item TO short; GRANT INSERT (id, name) ON item TO short',
    ],
  ])('delete: the role has no right to %s', async (_what, grants) => {
    await setUp(
      `${ITEM} DROP ROLE IF EXISTS short; CREATE ROLE short LOGIN PASSWORD 'short'; GRANT USAGE ON SCHEMA public TO short; ${grants}`,
    );
    const pool = new Pool({ connectionString: postgres.url.replace(/\/\/[^@]*@/, '//short:short@') });
    try {
      const before = await everything();
      const { reason } = await attempt(viewOf('item', { pool }), 'delete', '2');
      expect(reason).toMatch(/undo could not restore the row: .*permission denied/);
      expect(await everything()).toEqual(before);
    } finally {
      await pool.end();
    }
  });
});

describe('a delete is undone exactly', () => {
  it.each([
    ['of a row without anything else', ITEM],
    [
      'if a foreign key compares with an operator outside the search path',
      `CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext; CREATE TABLE item (id bigint PRIMARY KEY, name text, mail ext.citext UNIQUE);
      CREATE TABLE part (id int PRIMARY KEY, mail ext.citext REFERENCES item (mail) ON DELETE CASCADE);
      INSERT INTO item VALUES (2, 'two', 'b@x'); INSERT INTO part VALUES (1, 'b@x'), (2, 'B@X')`,
    ],
    [
      'if a foreign key ignores trailing spaces',
      `CREATE TABLE item (id bigint PRIMARY KEY, name text, code char(5) UNIQUE); CREATE TABLE part (id int PRIMARY KEY, code text REFERENCES item (code) ON DELETE CASCADE);
      INSERT INTO item VALUES (2, 'two', 'b'); INSERT INTO part VALUES (1, 'b'), (2, 'b  ')`,
    ],
    [
      'if rows that inherit refer to it too',
      `${ITEM} ${PART} CREATE TABLE archive () INHERITS (part); INSERT INTO archive VALUES (7, 2, 'long ago')`,
    ],
    [
      'if its dependent rows have more values than a statement has parameters',
      `${ITEM} CREATE TABLE part (id int PRIMARY KEY, item bigint REFERENCES item ON DELETE CASCADE, ${Array.from({ length: 168 }, (_one, at) => `c${at} int`).join()});
      INSERT INTO part (id, item, c7) SELECT g, 2, g FROM generate_series(1, 400) AS g`,
    ],
    [
      'if its values and those of its dependent rows are of types that text has a cast to',
      `CREATE DOMAIN doc AS json; CREATE TABLE item (id bigint PRIMARY KEY, name text, c regclass, j json, d doc, a json[], n name, h "char", p char(4), x xml);
      CREATE TABLE part (id int PRIMARY KEY, item bigint REFERENCES item ON DELETE CASCADE, c regclass, j jsonb, d doc, a int[], f float8, x xml);
      CREATE TABLE kept (c regclass, j json, id int PRIMARY KEY, item bigint REFERENCES item ON DELETE SET NULL, d doc);
      INSERT INTO item VALUES (2, 'two', 'item', '{"b": 1,  "b": "1"}', '"x"', ARRAY['1', NULL]::json[], 'n', 'h', 'p', '<a/>');
      INSERT INTO part VALUES (1, 2, 'item', 'null', '[1e400]', '[5:6]={7,8}', '-0', ''); INSERT INTO kept VALUES ('item', '[ ]', 1, 2, 'null')`,
    ],
    [
      'if its values and those of its dependent rows are of domains over types without a binary input function',
      `CREATE EXTENSION isn; CREATE DOMAIN granted AS aclitem; CREATE DOMAIN book AS isbn; CREATE DOMAIN again AS granted;
      CREATE TABLE item (id bigint PRIMARY KEY, name text, g granted, b book, gs granted[], plain aclitem);
      CREATE TABLE part (id int PRIMARY KEY, item bigint REFERENCES item ON DELETE CASCADE, g again, b book);
      INSERT INTO item VALUES (2, 'two', '=r/pg_monitor', '0-14-143951-3', ARRAY['=r/pg_monitor'::granted], '=w/pg_monitor');
      INSERT INTO part VALUES (1, 2, '=r/pg_monitor', '0-14-143951-3'), (2, 2, NULL, NULL)`,
    ],
    [
      'if a trigger only adds to a log in another schema',
      `${ITEM} CREATE SCHEMA ext; CREATE TABLE ext.log (item bigint);
      ${trigger('note', 'TRIGGER note AFTER INSERT OR DELETE ON item FOR EACH ROW', 'INSERT INTO ext.log VALUES (2)')}`,
    ],
    [
      'if a partitioned table and its dependents move together',
      `CREATE TABLE item (id bigint PRIMARY KEY, name text) PARTITION BY RANGE (id); CREATE TABLE few PARTITION OF item FOR VALUES FROM (0) TO (9);
      CREATE TABLE part (id int, item bigint REFERENCES item ON DELETE CASCADE) PARTITION BY HASH (id);
      CREATE TABLE p0 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 0); CREATE TABLE p1 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 1);
      INSERT INTO item VALUES (2, 'two'); INSERT INTO part SELECT g, 2 FROM generate_series(1, 9) AS g`,
    ],
  ])('%s', async (_what, statements) => {
    await setUp(statements);
    const view = viewOf('item', { cascades: 'restore' });
    expect(await problems(view)).toBe('');
    const before = await everything();
    const { reason, restore } = await attempt(view, 'delete', '2');
    expect(reason).toBeUndefined();
    expect(await everything()).not.toEqual(before);
    expect(restore && (await view.write?.(restore, stamp))).toMatchObject({ written: true });
    expect(await everything()).toEqual(before);
  });

  it('by a role that has no right to the sequence of its key, which then creates no row', async () => {
    await setUp(`CREATE TABLE item (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, name text); INSERT INTO item (name) VALUES ('one'), ('two');
      DROP ROLE IF EXISTS short; CREATE ROLE short LOGIN PASSWORD 'short'; GRANT USAGE ON SCHEMA public TO short; GRANT ALL ON item TO short`);
    const pool = new Pool({ connectionString: postgres.url.replace(/\/\/[^@]*@/, '//short:short@') });
    try {
      const view = viewOf('item', { pool });
      const before = await everything();
      const created = await view.write?.({ kind: 'create', key: '7', fields: { name: 'seven' } }, stamp);
      expect(created).toEqual({ written: false, reason: expect.stringContaining('GRANT USAGE') });
      const { restore } = await attempt(view, 'delete', '2');
      expect(restore && (await view.write?.(restore, stamp))).toMatchObject({ written: true });
      expect(await everything()).toEqual(before);
    } finally {
      await pool.end();
    }
  });
});

describe('after the owner has rewritten the table', () => {
  const REWRITE = 'ALTER TABLE item ADD COLUMN uid uuid DEFAULT gen_random_uuid()';
  const values = async (): Promise<readonly string[]> => {
    const { rows } = await sql(`SELECT concat_ws(' ', id, name, note) AS text FROM item ORDER BY id`);
    return (rows as { text: string }[]).map(({ text }) => text);
  };

  it('an undo still restores updated, deleted and created rows', async () => {
    await setUp(ITEM);
    const view = viewOf('item');
    const before = await values();
    const updated = await attempt(view, 'update', '1');
    const deleted = await attempt(view, 'delete', '2');
    const created = await view.write?.({ kind: 'create', key: '9', fields: { name: 'nine' } }, stamp);
    const image = created?.written === true ? created.image : null;
    await sql(REWRITE);
    for (const restore of [
      updated.restore,
      deleted.restore,
      { kind: 'restore', key: '9', image: null, expected: image } as const,
    ]) {
      expect(await undone(view, restore)).toMatchObject({ written: true });
    }
    expect(await values()).toEqual(before);
  });

  it.each([
    ['before it', `UPDATE item SET note = 'mine'; ${REWRITE}`],
    ['after it', `${REWRITE}; COMMIT; UPDATE item SET note = note`],
  ])('an undo removes no created row that someone wrote %s', async (_when, statements) => {
    await setUp(ITEM);
    const view = viewOf('item');
    const created = await view.write?.({ kind: 'create', key: '9', fields: { name: 'nine' } }, stamp);
    await sql(statements);
    const before = await values();
    const image = created?.written === true ? created.image : null;
    expect(await undone(view, { kind: 'restore', key: '9', image: null, expected: image })).toMatchObject({
      written: false,
    });
    expect(await values()).toEqual(before);
  });

  it('an undo removes no created row if the ledger does not hold it whole', async () => {
    await setUp(ITEM);
    const view = viewOf('item');
    await view.write?.({ kind: 'create', key: '9', fields: { name: 'nine' } }, stamp);
    const { image = '' } = await rowOf(view, '9');
    await sql(REWRITE);
    expect(await undone(view, { kind: 'restore', key: '9', image: null, expected: image })).toMatchObject({
      written: false,
    });
  });
});
