import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Connection,
  type DatabasePlan,
  migrate,
  quoteIdentifier,
  quoteLiteral,
  statementsOf,
} from '../../../infra/platform/migration.ts';

const plan: DatabasePlan = {
  name: 'payment',
  password: "it's",
  migrations: [
    { name: '001-first.sql', sql: 'CREATE TABLE a (x int);\nCREATE TABLE b (y int);\n' },
    { name: '002-second.sql', sql: 'CREATE TABLE c (z int);' },
  ],
};

/** A cluster that remembers roles, databases and recorded migrations, and keeps every other statement as sent. */
class Cluster {
  readonly sent: string[] = [];
  readonly #roles = new Set<string>();
  readonly #databases = new Set<string>();
  readonly #recorded = new Set<string>();

  connect = (database: string): Connection => {
    const sql: Connection['sql'] = (statement, parameters = {}) => {
      const name = String(parameters['name']);
      if (statement.includes('pg_roles')) return answer(this.#roles.has(name), name);
      if (statement.includes('pg_database')) return answer(this.#databases.has(name), name);
      if (statement.startsWith('SELECT name'))
        return Promise.resolve([...this.#recorded].map((recorded) => ({ name: recorded })));
      if (statement.startsWith('INSERT INTO schema_migrations')) this.#recorded.add(name);
      if (statement.startsWith('CREATE ROLE')) this.#roles.add('payment');
      if (statement.startsWith('CREATE DATABASE')) this.#databases.add('payment');
      this.sent.push(`${database}: ${statement}`);
      return statement.includes('broken') ? Promise.reject(new Error('syntax error')) : Promise.resolve([]);
    };
    return { sql, transaction: (work) => work(sql) };
  };
}

const answer = (found: boolean, name: string) => Promise.resolve(found ? [{ name }] : []);
const now = () => new Date('2030-01-01T00:00:00Z');

describe('migrate', () => {
  it('creates role, database and schema in a fresh cluster', async () => {
    const cluster = new Cluster();
    expect(await migrate(plan, cluster.connect, now)).toEqual(['001-first.sql', '002-second.sql']);
    expect(cluster.sent.slice(0, 4)).toEqual([
      "postgres: CREATE ROLE \"payment\" WITH LOGIN PASSWORD 'it''s'",
      'postgres: CREATE DATABASE "payment"',
      'postgres: REVOKE CONNECT ON DATABASE "payment" FROM PUBLIC',
      'postgres: GRANT CONNECT ON DATABASE "payment" TO "payment"',
    ]);
    expect(cluster.sent).toEqual(
      expect.arrayContaining(['payment: CREATE TABLE a (x int)', 'payment: CREATE TABLE b (y int)']),
    );
  });

  it('lets guests connect, and grants them nothing else', async () => {
    const cluster = new Cluster();
    await migrate({ ...plan, guests: [{ name: 'reader', password: 'r' }] }, cluster.connect, now);
    expect(cluster.sent.filter((statement) => statement.includes('reader'))).toEqual([
      'postgres: CREATE ROLE "reader" WITH LOGIN PASSWORD \'r\'',
      'postgres: GRANT CONNECT ON DATABASE "payment" TO "reader"',
    ]);
  });

  it('runs each migration once', async () => {
    const cluster = new Cluster();
    await migrate(plan, cluster.connect, now);
    cluster.sent.length = 0;
    expect(await migrate(plan, cluster.connect, now)).toEqual([]);
    expect(cluster.sent.some((statement) => statement.includes('CREATE TABLE a'))).toBe(false);
    expect(cluster.sent[0]).toContain('ALTER ROLE "payment"');
  });

  it('stops at a migration that fails, and records nothing after the last complete one', async () => {
    const cluster = new Cluster();
    const broken = {
      ...plan,
      migrations: [
        ...plan.migrations,
        { name: '003.sql', sql: 'broken;' },
        { name: '004.sql', sql: 'CREATE TABLE d ();' },
      ],
    };
    await expect(migrate(broken, cluster.connect, now)).rejects.toThrow('syntax error');
    expect(await migrate(plan, cluster.connect, now)).toEqual([]);
    expect(cluster.sent.some((statement) => statement.includes('CREATE TABLE d'))).toBe(false);
  });
});

describe('statementsOf', () => {
  it('splits a file at semicolons that end a line, and drops comment lines', () => {
    expect(statementsOf("-- about\nSELECT ';' ;\n\n  -- more\nSELECT 2;\n")).toEqual(["SELECT ';'", 'SELECT 2']);
  });
});

describe('quoting', () => {
  it('never lets an identifier or literal end early', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(quoteIdentifier(text).slice(1, -1).replaceAll('""', '')).not.toContain('"');
        expect(quoteLiteral(text).slice(1, -1).replaceAll("''", '')).not.toContain("'");
      }),
    );
  });
});
