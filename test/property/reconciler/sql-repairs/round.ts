/** One round: pairs of random tables, a dry run, a repair and an undo, with opposite session settings and concurrent writers. */
import assert from 'node:assert/strict';
import { Pool } from 'pg';
import {
  type ControlTables,
  defineReconciliation,
  defineRule,
  type FieldDeclaration,
  type PostgresPool,
  postgresView,
  type ReconcileResult,
  type Reconciliation,
  runReconcile,
  systemClock,
  undo,
} from '../../../../reconciler/index.ts';
import { type Dump, dump } from './dump.ts';
import { type Race, racedPool, type RacedPool } from './raced.ts';
import {
  createTable,
  insertRows,
  literal,
  madeTypes,
  quote,
  type Random,
  parentKeyOf,
  randomRows,
  randomTables,
  type Table,
  type TableRow,
} from './tables.ts';
import { columnTypes } from './types.ts';

export interface RoundOptions {
  /** The superuser's URL of the round's own database. */
  readonly url: string;
  readonly tables: ControlTables;
  readonly random: Random;
  readonly pairs: number;
  readonly rows: number;
  /** Unique among the rounds. */
  readonly name: string;
}

export interface RoundCounts {
  readonly types: number;
  readonly rows: number;
  readonly repaired: number;
  readonly unreadable: number;
  readonly restored: number;
  readonly raced: number;
}

/** Two sessions whose settings all differ. */
const SETTINGS = [
  '-c TimeZone=America/St_Johns -c DateStyle=German -c IntervalStyle=iso_8601 -c extra_float_digits=-15 -c bytea_output=escape -c search_path=nowhere,public -c xmloption=document',
  '-c TimeZone=Asia/Kathmandu -c DateStyle=SQL,MDY -c IntervalStyle=sql_standard -c extra_float_digits=0 -c lc_monetary=C.UTF-8 -c search_path=public -c default_transaction_isolation=serializable',
] as const;

/** The settings for every dump. */
const PLAIN = '-c TimeZone=UTC -c DateStyle=ISO -c extra_float_digits=3 -c search_path=public';

interface Opened {
  readonly admin: Pool;
  readonly sessions: readonly [Pool, Pool];
}

export async function runRound(options: RoundOptions): Promise<RoundCounts> {
  const pool = (settings: string): Pool => {
    const opened = new Pool({ connectionString: options.url, options: settings, max: 4 });
    opened.on('error', () => undefined);
    return opened;
  };
  const opened: Opened = { admin: pool(PLAIN), sessions: [pool(SETTINGS[0]), pool(SETTINGS[1])] };
  try {
    return await round(options, opened);
  } finally {
    await Promise.all([opened.admin, ...opened.sessions].map((one) => one.end()));
  }
}

async function round(
  { tables: control, random, pairs, rows: count, name }: RoundOptions,
  { admin, sessions }: Opened,
): Promise<RoundCounts> {
  await admin.query('CREATE EXTENSION IF NOT EXISTS citext; CREATE EXTENSION IF NOT EXISTS hstore');
  const types = await columnTypes(admin);
  const tables = randomTables(random, types, pairs);
  const rows = new Map(tables.map((table) => [table, randomRows(random, table, count)]));
  for (const [table, own] of rows) {
    await admin.query(madeTypes(table));
    for (const side of ['left', 'right'] as const) {
      await admin.query(createTable(side, table));
      await admin.query(insertRows(side, table, own));
    }
  }
  const state = (): Promise<ReadonlyMap<string, Dump>> => stateOf(admin, tables);
  const before = await state();
  const drawn = [...rows].flatMap(([table, own]) => racesOf(random, table, own));

  const run = (
    runId: string,
    pools: readonly [PostgresPool, PostgresPool],
    isRepair: boolean,
  ): Promise<ReconcileResult> =>
    runReconcile({
      reconciliation: reconciliationOf(tables, pools),
      runId: `${name}-${runId}`,
      clock: systemClock,
      signal: new AbortController().signal,
      ...(isRepair && { repair: control }),
    });
  const dry = await run('dry', sessions, false);
  assert.deepEqual(
    dry.rules.flatMap(({ outcome, reason }) => (reason === undefined ? [] : [`${outcome}: ${reason}`])),
    [],
    'every rule of the dry run completes',
  );
  assertSame(tables, await state(), before, new Set(), 'the dry run');

  const [left, right] = sessions;
  const racing = racedPool(right, admin, /"right_/, drawn.slice(0, Math.ceil(drawn.length / 2)));
  const repair = await run('repair', [left, racing.pool], true);
  const after = await state();
  const unrepaired = assertRepaired(repair, racing);
  const left1 = [...before.keys()].filter((table) => table.startsWith('left'));
  for (const table of left1)
    assert.deepEqual(after.get(table), before.get(table), `the repair of the other side: ${table}`);
  await assertEqualInSql(admin, tables, new Set([...unrepaired, ...racing.raced]));
  await assertUndeclaredKept(tables, rows, before, after, racing);
  await assertSequencesAhead(admin, tables);

  // The undo runs under the other session's settings, with the remaining writers.
  const undoing = racedPool(left, admin, /"right_/, drawn.slice(Math.ceil(drawn.length / 2)));
  await admin.query(`ALTER TABLE right_0 ADD COLUMN "added later" text DEFAULT 'default'`);
  const operations = await undo({
    reconciliation: reconciliationOf(tables, [right, undoing.pool]),
    tables: control,
    clock: systemClock,
    runId: `${name}-repair`,
    undoId: `${name}-undo`,
  });
  await admin.query('ALTER TABLE right_0 DROP COLUMN "added later"');
  const raced = new Set([...racing.raced, ...undoing.raced]);
  const left2 = operations.filter(({ restored, key }) => !restored && !isRaced(raced, key));
  const wanted = repair.differences.filter(({ repaired, key }) => repaired && !isRaced(raced, key));
  const done = new Set(operations.filter(({ restored }) => restored).map(({ rule, key }) => `${rule} ${key}`));
  const missed = wanted.filter(({ rule, key }) => !done.has(`${rule} ${key}`));
  assert.deepEqual(
    missed.map(({ rule, key }) => [rule, key, left2.find((one) => one.key === key)?.reason]),
    [],
    'every repair is undone',
  );
  assertSame(tables, await state(), before, raced, 'the undo');
  await assertRacesKept(admin, tables, drawn, raced);
  return {
    types: types.length,
    rows: before.size === 0 ? 0 : [...before.values()].reduce((sum, each) => sum + each.size, 0),
    repaired: repair.differences.filter(({ repaired }) => repaired).length,
    unreadable: repair.differences.filter(({ kind }) => kind === 'unreadable').length,
    restored: operations.filter(({ restored }) => restored).length,
    raced: raced.size,
  };
}

function reconciliationOf(
  tables: readonly Table[],
  [left, right]: readonly [PostgresPool, PostgresPool],
): Reconciliation {
  // A small table may need more repairs than the larger side has rows.
  const limits = { count: 1_000_000, always: 1_000_000, share: 1 };
  const rules = tables.map((table) => {
    const fields = Object.fromEntries(
      table.columns.flatMap((column, at): [string, FieldDeclaration][] =>
        column.isDeclared ? [[`f${at}`, { type: fieldTypeOf(column), from: column.name }]] : [],
      ),
    );
    const view = (side: 'left' | 'right', pool: PostgresPool) =>
      postgresView<string>({
        name: `${side}.${table.number}`,
        pool,
        table: `${side}_${table.number}`,
        key: keyColumns(table),
        fields,
        writable: true,
        cascades: 'restore',
      });
    return defineRule({
      name: `pair-${table.number}`,
      left: view('left', left),
      right: view('right', right),
      relation: 'equal',
      mastership: { default: 'left' },
      settleWindow: 0,
      repair: { kind: 'copy' },
      limits,
    });
  });
  return defineReconciliation({ limits, rules });
}

const fieldTypeOf = ({ shape, type }: Table['columns'][number]) =>
  shape === 'plain' ? (type.field ?? 'text') : 'text';

function keyColumns({ key }: Table) {
  if (key === 'composite') {
    return [
      { column: 'id', type: 'text' },
      { column: 'part', type: 'bigint' },
    ] as const;
  }
  return { column: 'id', type: key === 'uuid' || key === 'text' ? key : 'bigint' } as const;
}

const keysOf = ({ key }: Table): number => (key === 'composite' ? 2 : 1);

async function stateOf(admin: Pool, tables: readonly Table[]): Promise<ReadonlyMap<string, Dump>> {
  const state = new Map<string, Dump>();
  for (const table of tables) {
    for (const side of ['left', 'right'] as const) {
      const name = `${side}_${table.number}`;
      state.set(name, await dump(admin, name, keysOf(table)));
      if (!table.hasChildren || side === 'left') continue;
      for (const child of ['child', 'leaf']) state.set(`${name}_${child}`, await dump(admin, `${name}_${child}`, 1));
    }
  }
  return state;
}

/** Another session writes to a column that no view declares, or creates the row that a repair is about to create. */
function racesOf(random: Random, table: Table, rows: readonly TableRow[]): Race[] {
  const name = `right_${table.number}`;
  const keys = table.key === 'composite' ? ['id', 'part'] : ['id'];
  return rows.flatMap(({ key }): Race[] => {
    if (random() > 0.12) return [];
    const where = keys.map((column, at) => `${quote(column)} = ${literal(key[at] ?? '')}`).join(' AND ');
    const columns = [...keys, 'race'].map(quote).join(', ');
    const values = [...key, 'raced'].map(literal).join(', ');
    const sql = `WITH found AS (UPDATE ${name} SET "race" = 'raced' WHERE ${where} RETURNING 1)
      INSERT INTO ${name} (${columns}) OVERRIDING SYSTEM VALUE SELECT ${values} WHERE NOT EXISTS (SELECT FROM found)`;
    return [{ key: key.at(-1) ?? '', sql }];
  });
}

/** The last part of a key, which is unique. */
function isRaced(raced: ReadonlySet<string>, key: string): boolean {
  return raced.has(key) || (key.startsWith('[') && raced.has(String((JSON.parse(key) as string[]).at(-1))));
}

/** The keys of unrepaired differences, each with a reason. */
function assertRepaired({ differences, rules }: ReconcileResult, { raced }: RacedPool): readonly string[] {
  for (const { name, outcome, reason } of rules) {
    assert.ok(['clean', 'repaired', 'drift'].includes(outcome), `${name} is ${outcome}: ${reason ?? ''}`);
  }
  const open = differences.filter(({ repaired }) => !repaired);
  for (const { rule, key, kind, reason } of open) {
    assert.ok(
      isRaced(raced, key) || kind === 'unreadable',
      `${rule} ${key} is ${kind}, and was not repaired: ${reason ?? ''}`,
    );
  }
  for (const { rule, key, repaired } of differences) {
    assert.ok(!(repaired && isRaced(raced, key)), `${rule} ${key} was written meanwhile, but counts as repaired`);
  }
  return open.map(({ key }) => key);
}

/** Compares the declared columns with SQL's own comparison, or by their texts if the type has none. */
async function assertEqualInSql(admin: Pool, tables: readonly Table[], left: ReadonlySet<string>): Promise<void> {
  for (const table of tables) {
    const keys = table.key === 'composite' ? ['id', 'part'] : ['id'];
    const declared = table.columns.filter(({ isDeclared }) => isDeclared);
    const compared = declared.map(({ name, type, shape }) => {
      const cast = type.hasEquality && shape !== 'composite' ? '' : '::text';
      return `l.${quote(name)}${cast} IS NOT DISTINCT FROM r.${quote(name)}${cast}`;
    });
    const { rows } = await admin.query<{ key: string[]; same: boolean[] }>(`
      SELECT ARRAY[${keys.map((column) => `coalesce(l.${quote(column)}, r.${quote(column)})::text`).join(', ')}] AS key,
        ARRAY[l."id" IS NOT NULL, r."id" IS NOT NULL, ${compared.join(', ')}] AS same
      FROM left_${table.number} AS l FULL JOIN right_${table.number} AS r ON ${keys.map((column) => `l.${quote(column)} = r.${quote(column)}`).join(' AND ')}`);
    for (const { key, same } of rows) {
      const text = keys.length === 1 ? (key[0] ?? '') : JSON.stringify(key);
      if (left.has(text) || isRaced(left, text)) continue;
      const wrong = same.flatMap((each, at) => (each ? [] : [shownColumn(declared[at - 2])]));
      assert.deepEqual(wrong, [], `columns of ${table.number} ${text} differ after the repair`);
    }
  }
}

const shownColumn = (column: Table['columns'][number] | undefined): string =>
  column === undefined ? 'its presence' : `${column.name} (${column.shape} ${column.type.name})`;

/** Every row that the repair changed has its undeclared columns unchanged. */
async function assertUndeclaredKept(
  tables: readonly Table[],
  rows: ReadonlyMap<Table, readonly TableRow[]>,
  before: ReadonlyMap<string, Dump>,
  after: ReadonlyMap<string, Dump>,
  { raced }: RacedPool,
): Promise<void> {
  for (const table of tables) {
    const name = `right_${table.number}`;
    const written = new Set(
      table.columns.filter((column) => column.isDeclared || column.isGenerated).map((column) => column.name),
    );
    const kept = ['race', ...table.columns.map((column) => column.name)].map((column) => !written.has(column));
    const undeclared = (text: string): string =>
      JSON.stringify((JSON.parse(text) as unknown[]).slice(keysOf(table)).filter((_value, at) => kept[at]));
    for (const { key, left, right } of rows.get(table) ?? []) {
      if (left === undefined || right === undefined || raced.has(key.at(-1) ?? '')) continue;
      const id = JSON.stringify(key);
      const [was, is] = [before.get(name)?.get(id) ?? '[]', after.get(name)?.get(id) ?? '[]'];
      assert.equal(undeclared(is), undeclared(was), `undeclared columns of ${name} ${id} after the repair`);
    }
  }
  return Promise.resolve();
}

/** The number of a row that the owner inserts after the repair is still free. */
async function assertSequencesAhead(admin: Pool, tables: readonly Table[]): Promise<void> {
  for (const { number, key } of tables.filter((table) => ['identity', 'by default', 'serial'].includes(table.key))) {
    const { rows } = await admin.query<{ ahead: boolean }>(
      `SELECT nextval(pg_get_serial_sequence('right_${number}', 'id')) > coalesce((SELECT max(l.id) FROM left_${number} AS l JOIN right_${number} AS r USING (id) WHERE r.race IS NULL), 0) AS ahead`,
    );
    assert.ok(rows[0]?.ahead, `the sequence of right_${number} (${key}) is behind its keys`);
  }
}

/** Every row is unchanged, except those whose key another session wrote, and those that refer to them. */
function assertSame(
  tables: readonly Table[],
  now: ReadonlyMap<string, Dump>,
  before: ReadonlyMap<string, Dump>,
  raced: ReadonlySet<string>,
  what: string,
): void {
  const namesOf = ({ number }: Table): string[] => ['', '_child', '_leaf'].map((end) => `right_${number}${end}`);
  for (const [name, rows] of before) {
    const current = now.get(name) ?? new Map<string, string>();
    const table = tables.find((one) => namesOf(one).slice(1).includes(name));
    for (const key of new Set([...rows.keys(), ...current.keys()])) {
      const last = (JSON.parse(key) as string[]).at(-1) ?? '';
      const owner = table === undefined ? last : (parentKeyOf(table, Number(last)).at(-1) ?? '');
      if (!raced.has(owner)) assert.equal(current.get(key), rows.get(key), `${what}: ${name} ${key}`);
    }
  }
}

/** Nothing that another session wrote is lost. */
async function assertRacesKept(
  admin: Pool,
  tables: readonly Table[],
  drawn: readonly Race[],
  raced: ReadonlySet<string>,
): Promise<void> {
  for (const table of tables) {
    const column = table.key === 'composite' ? 'part' : 'id';
    const { rows } = await admin.query<{ key: string }>(
      `SELECT ${column}::text AS key FROM right_${table.number} WHERE race = 'raced'`,
    );
    const kept = new Set(rows.map(({ key }) => key));
    const own = drawn.filter(({ key, sql }) => raced.has(key) && sql.includes(` right_${table.number} `));
    for (const { key } of own)
      assert.ok(kept.has(key), `what another session wrote to right_${table.number} ${key} is lost`);
  }
}
