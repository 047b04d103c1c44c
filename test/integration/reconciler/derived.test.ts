import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DeleteItemCommand, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  defineReconciliation,
  derived,
  type DerivedOptions,
  dynamoDbView,
  minutes,
  postgresView,
  readLedger,
  replica,
  type Rule,
  runReconcile,
  undo,
} from '../../../reconciler/index.ts';
import { steppedClock } from './copies.ts';
import { type Dynamo, openDynamo, openPostgres, type Postgres } from './engines.ts';

const START = Date.parse('2026-03-01T12:00:00.000Z');
/** Some minutes after six, long before the run. */
const at = (minute: number): string => new Date(Date.parse('2026-03-01T06:00:00.000Z') + minute * 60_000).toISOString();

describe('rows that a function derives, on real engines', () => {
  let dynamo: Dynamo;
  let postgres: Postgres;
  let tables: { readonly client: Dynamo['client']; readonly ledgerTable: string; readonly controlTable: string };
  const clock = steppedClock(START);
  beforeAll(async () => {
    [dynamo, postgres] = await Promise.all([openDynamo(), openPostgres()]);
    await dynamo.createTable('control', 'name');
    await dynamo.createTable('ledger', 'runId', 'operationId');
    await dynamo.createTable('bookings', 'eventId', 'bookingId');
    await dynamo.createTable('tickets', 'ticketId');
    for (const table of ['totals', 'prices-us', 'prices-eu']) await dynamo.createTable(table, 'id');
    tables = { client: dynamo.client, ledgerTable: 'ledger', controlTable: 'control' };
    await postgres.pool.query(
      `CREATE TABLE payments (id bigint PRIMARY KEY, event_id text NOT NULL, state text NOT NULL, cents bigint NOT NULL,
         amount numeric(30, 2) NOT NULL, updated_at timestamptz NOT NULL);
       CREATE INDEX ON payments (event_id);
       CREATE TABLE revenue (event_id text PRIMARY KEY, payments integer NOT NULL DEFAULT 0, amount numeric(30, 2) NOT NULL,
         note text, version bigint NOT NULL DEFAULT 1, updated_at timestamptz NOT NULL)`,
    );
  }, 90_000);
  afterAll(async () => {
    await dynamo.close();
    await postgres.close();
  });

  const item = (table: string, attributes: Readonly<Record<string, string | number>>) =>
    dynamo.client.send(
      new PutItemCommand({
        TableName: table,
        Item: Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [
            name,
            typeof value === 'number' ? { N: String(value) } : { S: value },
          ]),
        ),
      }),
    );
  const itemOf = async (table: string, id: string) =>
    (await dynamo.client.send(new GetItemCommand({ TableName: table, Key: { id: { S: id } }, ConsistentRead: true })))
      .Item;
  const add = (id: string, seats: number) =>
    dynamo.client.send(
      new UpdateItemCommand({
        TableName: 'totals',
        Key: { id: { S: id } },
        UpdateExpression: 'SET updatedAt = :now ADD sold :seats, bookings :one, version :one',
        ExpressionAttributeValues: {
          ':seats': { N: String(seats) },
          ':one': { N: '1' },
          ':now': { S: new Date(clock.now()).toISOString() },
        },
      }),
    );
  const bookings = () =>
    dynamoDbView({
      name: 'bookings',
      client: dynamo.client,
      table: 'bookings',
      key: [
        { attribute: 'eventId', type: 'S' },
        { attribute: 'bookingId', type: 'S' },
      ],
      fields: { eventId: 'text', state: 'text', seats: 'integer' },
      updatedAt: 'updatedAt',
    });
  const tickets = () =>
    dynamoDbView({
      name: 'tickets',
      client: dynamo.client,
      table: 'tickets',
      key: 'ticketId',
      fields: { eventId: 'text', state: 'text', seats: 'integer' },
      updatedAt: 'updatedAt',
    });
  const totals = () =>
    dynamoDbView({
      name: 'totals',
      client: dynamo.client,
      table: 'totals',
      key: 'id',
      fields: { bookings: 'integer', sold: 'integer' },
      version: 'version',
      updatedAt: 'updatedAt',
      writable: true,
    });
  const seatsRule = (more: Partial<DerivedOptions<'eventId' | 'state' | 'seats', 'bookings' | 'sold'>> = {}) =>
    derived({
      name: 'seats-sold',
      from: bookings(),
      by: 'eventId',
      where: { state: 'SOLD' },
      into: totals(),
      count: 'bookings',
      sum: { sold: 'seats' },
      // Each test fills and empties the tables anew.
      maxShrink: 1,
      settleWindow: minutes(2),
      repair: { kind: 'copy' },
      ...more,
    });
  const run = (runId: string, rule: Rule, isDry = false) =>
    runReconcile({
      reconciliation: defineReconciliation({ rules: [rule], limits: { always: 1000 } }),
      runId,
      clock,
      signal: new AbortController().signal,
      ...(!isDry && { repair: tables }),
    });

  const booking = (
    table: 'bookings' | 'tickets',
    eventId: string,
    id: string,
    seats: number,
    minute: number,
    state = 'SOLD',
  ) =>
    item(table, {
      eventId,
      [table === 'bookings' ? 'bookingId' : 'ticketId']: id,
      seats,
      state,
      updatedAt: at(minute),
    });
  const total = (id: string, count: number, sold: number, minute: number) =>
    item('totals', { id, bookings: count, sold, version: 3, note: 'kept', updatedAt: at(minute) });

  describe.each(['bookings', 'tickets'] as const)('from the table %s', (table) => {
    const rule = () => seatsRule({ from: table === 'bookings' ? bookings() : tickets() });
    const event = (name: string) => `${table}-${name}`;
    beforeAll(async () => {
      for (const [name, held] of [
        ['level', [2, 6]],
        ['low', [1, 2]],
        ['high', [3, 9]],
      ] as const) {
        await booking(table, event(name), `${name}-1`, 2, 0);
        await booking(table, event(name), `${name}-2`, 3, 10);
        await booking(table, event(name), `${name}-3`, 1, 20, 'CANCELLED');
        await booking(table, event(name), `${name}-4`, 1, 20, 'HELD');
        await total(event(name), held[0], held[1], name === 'low' ? 5 : 30);
      }
      await total(event('level'), 2, 5, 30);
      await booking(table, event('new'), 'new-1', 4, 0);
      await total(event('gone'), 1, 4, 0);
    });
    afterAll(async () => {
      for (const name of ['level', 'low', 'high', 'new', 'gone']) {
        await dynamo.client.send(new DeleteItemCommand({ TableName: 'totals', Key: { id: { S: event(name) } } }));
      }
    });

    it('are found with their typical causes, repaired under a guard, and undone', async () => {
      const dry = await run(`${table}-dry`, rule(), true);
      const shown = new Map(dry.differences.map((one) => [one.key, one]));
      expect([...shown.keys()].sort()).toEqual(['gone', 'high', 'low', 'new'].map(event));
      expect(shown.get(event('low'))).toMatchObject({
        kind: 'different',
        fields: { bookings: { left: 2, right: 1 }, sold: { left: 5, right: 2 } },
        masters: { bookings: 'left', sold: 'left' },
        cause: { kind: 'not-handled', records: [{ at: at(10), fields: { seats: 3 } }], derivedAt: at(5) },
      });
      expect(shown.get(event('high'))).toMatchObject({
        fields: { sold: { left: 5, right: 9 } },
        cause: { kind: 'unknown' },
      });
      expect(shown.get(event('new'))).toMatchObject({ kind: 'missing-right', cause: { kind: 'not-handled' } });
      expect(shown.get(event('gone'))).toMatchObject({
        fields: { sold: { left: 0, right: 4 } },
        cause: { kind: 'deletion-missed' },
      });

      const before = await itemOf('totals', event('low'));
      const repaired = await run(`${table}-repair`, rule());
      expect(repaired).toMatchObject({ outcome: 'repaired', rules: [{ drift: 4, repaired: 4 }] });
      expect(await itemOf('totals', event('low'))).toMatchObject({
        sold: { N: '5' },
        bookings: { N: '2' },
        note: { S: 'kept' },
      });
      expect(await itemOf('totals', event('gone'))).toMatchObject({ sold: { N: '0' }, bookings: { N: '0' } });
      expect(await itemOf('totals', event('new'))).toMatchObject({ sold: { N: '4' }, bookings: { N: '1' } });
      const entries = await readLedger(tables.client, 'ledger', `${table}-repair`);
      expect(entries.map(({ status }) => status)).toEqual(['done', 'done', 'done', 'done']);
      expect((await run(`${table}-again`, rule(), true)).outcome).toBe('clean');

      const reconciliation = defineReconciliation({ rules: [rule()] });
      const undone = await undo({ reconciliation, tables, clock, runId: `${table}-repair`, undoId: `${table}-undo` });
      expect(undone.map(({ restored }) => restored)).toEqual([true, true, true, true]);
      expect(await itemOf('totals', event('low'))).toMatchObject({
        sold: before?.['sold'],
        bookings: before?.['bookings'],
      });
      expect(await itemOf('totals', event('new'))).toBeUndefined();
    });
  });

  describe('while the function counts on', () => {
    /** The rule, with something that happens right before or right after a repair is written. */
    const during = (before: () => Promise<unknown>, after: () => Promise<unknown> = () => Promise.resolve()) => {
      const view = totals();
      const write = view.write;
      return seatsRule({
        into: {
          ...view,
          write: async (guarded, stamp) => {
            if (guarded.key === 'busy') await before();
            const outcome = await write?.(guarded, stamp);
            if (guarded.key === 'busy') await after();
            return outcome ?? { written: false, reason: 'the view is not writable' };
          },
        },
      });
    };
    const sold = async () => (await itemOf('totals', 'busy'))?.['sold']?.N;

    it('lose no increment that comes before the write: it is refused, and the next run repairs', async () => {
      await booking('bookings', 'busy', 'b1', 2, 0);
      await booking('bookings', 'busy', 'b2', 3, 10);
      await total('busy', 1, 2, 20);
      const counted = async () => {
        await booking('bookings', 'busy', 'b3', 10, 60);
        await add('busy', 10);
      };
      const refused = await run('busy-before', during(counted));
      expect(refused.differences.find(({ key }) => key === 'busy')).toMatchObject({ repaired: false });
      expect(await sold()).toBe('12');
      await clock.sleep(minutes(10), new AbortController().signal);
      expect((await run('busy-next', seatsRule())).outcome).toBe('repaired');
      expect(await sold()).toBe('15');
    });

    it('lose no increment that comes after the write', async () => {
      await total('busy', 2, 5, 20);
      const arrived = () => booking('bookings', 'busy', 'b4', 100, 90);
      await run(
        'busy-after',
        during(arrived, () => add('busy', 100)),
      );
      expect(await sold()).toBe('115');
      await clock.sleep(minutes(10), new AbortController().signal);
      expect((await run('busy-clean', seatsRule(), true)).outcome).toBe('clean');
    });
  });

  describe('in PostgreSQL', () => {
    const payments = () =>
      postgresView({
        name: 'payments',
        pool: postgres.pool,
        table: 'payments',
        key: { column: 'id', type: 'bigint' },
        fields: { eventId: { type: 'text', from: 'event_id' }, state: 'text', amount: 'decimal' },
        updatedAt: 'updated_at',
      });
    const revenue = () =>
      postgresView({
        name: 'revenue',
        pool: postgres.pool,
        table: 'revenue',
        key: 'event_id',
        fields: { payments: 'integer', amount: 'decimal' },
        version: 'version',
        updatedAt: 'updated_at',
        writable: true,
      });
    const rule = () =>
      derived({
        name: 'revenue',
        from: payments(),
        by: 'eventId',
        where: { state: ['CAPTURED', 'SETTLED'] },
        into: revenue(),
        count: 'payments',
        sum: 'amount',
        settleWindow: minutes(2),
        repair: { kind: 'copy' },
      });

    it('are exact to the cent, and repaired and undone like any other row', async () => {
      await postgres.pool.query(
        `INSERT INTO payments VALUES
           (1, 'gala', 'CAPTURED', 0, 12345678901234567890123456.01, '${at(0)}'), (2, 'gala', 'SETTLED', 0, 0.02, '${at(10)}'),
           (3, 'gala', 'DECLINED', 0, 5, '${at(10)}'), (4, 'fair', 'CAPTURED', 0, 0.10, '${at(0)}'),
           (5, 'fair', 'CAPTURED', 0, 0.20, '${at(20)}'), (6, 'ball', 'CAPTURED', 0, 7, '${at(0)}');
         INSERT INTO revenue VALUES ('gala', 2, 12345678901234567890123456.03, 'level', 1, '${at(30)}'),
           ('fair', 3, 0.50, 'too high', 4, '${at(30)}'), ('ball', 1, 7, 'level', 1, '${at(30)}')`,
      );
      const dry = await run('revenue-dry', rule(), true);
      expect(dry.differences).toMatchObject([
        {
          key: 'fair',
          fields: { payments: { left: 2, right: 3 }, amount: { left: '0.3', right: '0.5' } },
          cause: {
            kind: 'handled-twice',
            records: [{ key: '5', view: 'payments', at: at(20), fields: { amount: '0.2' } }],
          },
        },
      ]);
      expect((await run('revenue-repair', rule())).outcome).toBe('repaired');
      const held = async () =>
        (
          await postgres.pool.query<{ amount: string; note: string }>(
            `SELECT amount, note FROM revenue WHERE event_id = 'fair'`,
          )
        ).rows[0];
      expect(await held()).toEqual({ amount: '0.30', note: 'too high' });
      const reconciliation = defineReconciliation({ rules: [rule()] });
      await undo({ reconciliation, tables, clock, runId: 'revenue-repair', undoId: 'revenue-undo' });
      expect(await held()).toEqual({ amount: '0.50', note: 'too high' });
    });

    it('may be derived in another store', async () => {
      const crossing = seatsRule({
        name: 'payments-counted',
        from: payments() as never,
        where: { state: 'CAPTURED' },
        sum: undefined as never,
      });
      await total('fair', 1, 0, 30);
      await total('gala', 1, 0, 30);
      await total('ball', 1, 0, 30);
      const { differences } = await run('crossing', crossing, true);
      expect(differences.find(({ key }) => key === 'fair')).toMatchObject({
        fields: { bookings: { left: 2, right: 1 } },
      });
      expect(differences.map(({ key }) => key)).not.toContain('gala');
    });
  });

  it('show which of two replicas was written last, and copy it to the other', async () => {
    const price = (region: 'us' | 'eu') =>
      dynamoDbView({
        name: `prices-${region}`,
        client: dynamo.client,
        table: `prices-${region}`,
        key: 'id',
        fields: {
          title: 'text',
          edition: 'integer',
          writtenAt: 'text',
          region: { type: 'text', from: 'aws:rep:updateregion' },
        },
        version: 'edition',
        writable: true,
      });
    const put = (region: 'us' | 'eu', title: string, edition: number, minute: number) =>
      item(`prices-${region}`, { id: 'bolt', title, edition, writtenAt: at(minute), 'aws:rep:updateregion': region });
    await put('us', 'Bolt', 5, 0);
    await put('eu', 'Bolt, 10 mm', 5, 1);
    const rule = replica({
      name: 'price-replicas',
      left: price('us'),
      right: price('eu'),
      updatedAt: 'writtenAt',
      version: 'edition',
      region: 'region',
      settleWindow: minutes(2),
      repair: { kind: 'copy' },
    });
    const { outcome, differences } = await run('replicas', rule);
    expect(outcome).toBe('repaired');
    expect(differences[0]?.cause).toMatchObject({
      kind: 'conflict',
      losingWrite: { key: 'bolt', view: 'prices-us', fields: { title: 'Bolt', writtenAt: at(0), region: 'us' } },
    });
    expect(await itemOf('prices-us', 'bolt')).toMatchObject({ title: { S: 'Bolt, 10 mm' }, writtenAt: { S: at(1) } });
  });
});
