/** The generic kinds of drift on real stores: seeded, found by the rule that they name, and undone to the last byte. */
import { randomUUID } from 'node:crypto';
import { DeleteItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { driftOf } from '../../../chaos/drift/index.ts';
import type { Connection, DriftStores, JudgedSnapshot, PreImage } from '../../../chaos/index.ts';
import {
  defineReconciliation,
  defineRule,
  dynamoDbView,
  postgresView,
  runReconcile,
} from '../../../reconciler/index.ts';
import { systemClock } from '../../../reconciler/clock.ts';
import { type Dynamo, openDynamo, openPostgres, type Postgres } from '../reconciler/engines.ts';

const IDS = [randomUUID(), randomUUID(), randomUUID()];
const fields = { state: 'text', seats: 'integer', note: 'text', version: 'integer' } as const;

let dynamo: Dynamo;
let postgres: Postgres;
beforeAll(async () => {
  [dynamo, postgres] = await Promise.all([openDynamo(), openPostgres()]);
  await dynamo.createTable('holds', 'id');
  await postgres.pool.query(
    'CREATE TABLE tickets (id uuid PRIMARY KEY, state text, seats bigint, note text, extra jsonb, version bigint, updated_at timestamptz)',
  );
}, 90_000);
afterAll(async () => {
  await Promise.all([dynamo.close(), postgres.close()]);
});

beforeEach(async () => {
  await postgres.pool.query('TRUNCATE tickets');
  const { Items = [] } = await dynamo.client.send(new ScanCommand({ TableName: 'holds' }));
  for (const { id } of Items)
    await dynamo.client.send(new DeleteItemCommand({ TableName: 'holds', Key: { id: id ?? { NULL: true } } }));
  for (const [at, id] of IDS.entries()) {
    await postgres.pool.query(
      `INSERT INTO tickets VALUES ($1, 'SOLD', ${at + 1}, 'front', '{"a": 1.50}', 3, '2026-01-01T00:00:00Z')`,
      [id],
    );
    await dynamo.client.send(
      new PutItemCommand({
        TableName: 'holds',
        Item: {
          id: { S: id },
          state: { S: 'SOLD' },
          seats: { N: String(at + 1) },
          note: { S: 'front' },
          extra: { M: { nested: { N: '1' } } },
          version: { N: '3' },
          updatedAt: { S: '2026-01-01T00:00:00.000Z' },
        },
      }),
    );
  }
});

const views = () => ({
  holds: dynamoDbView({
    name: 'desk.holds',
    client: dynamo.client,
    table: 'holds',
    key: 'id',
    version: 'version',
    updatedAt: 'updatedAt',
    fields,
    writable: true,
  }),
  tickets: postgresView({
    name: 'hall.tickets',
    pool: postgres.pool,
    table: 'tickets',
    key: { column: 'id', type: 'uuid' },
    version: 'version',
    updatedAt: 'updated_at',
    fields,
    writable: true,
  }),
});

function reconciliationOf({ holds, tickets }: ReturnType<typeof views>) {
  return defineReconciliation({
    rules: [
      defineRule({
        name: 'tickets',
        left: holds,
        right: tickets,
        relation: 'equal',
        mastership: { default: 'left' },
        settleWindow: 0,
        repair: { kind: 'copy' },
      }),
    ],
  });
}

/** Everything that is stored but for the version, which only grows, and what says who wrote last. */
async function contents(): Promise<unknown> {
  const { rows } = await postgres.pool.query<{ row: string }>(
    'SELECT ROW(id, state, seats, note, extra)::text AS row FROM tickets ORDER BY id',
  );
  const { Items = [] } = await dynamo.client.send(new ScanCommand({ TableName: 'holds', ConsistentRead: true }));
  const items = Items.map((item) =>
    Object.fromEntries(Object.entries(item).filter(([name]) => !['version', '_repair', 'updatedAt'].includes(name))),
  );
  return { rows, items: items.sort((one, other) => ((one['id']?.S ?? '') < (other['id']?.S ?? '') ? -1 : 1)) };
}

const snapshotOf = (): JudgedSnapshot => ({
  name: 'drained',
  at: '2026-01-01T00:00:00.000Z',
  views: new Map(
    ['desk.holds', 'hall.tickets'].map((view) => [
      view,
      new Map(IDS.map((key) => [key, { key, fields: { state: 'SOLD', seats: 1, note: 'front', version: 3 } }])),
    ]),
  ),
  sagas: [],
});

describe.each(['desk.holds', 'hall.tickets'])('drift in %s', (view) => {
  describe.each<[kind: string, parameters: object]>([
    ['field-changed', { field: 'note' }],
    ['field-changed', { field: 'seats' }],
    ['row-lost', {}],
    ['row-orphaned', { keep: ['state', 'seats', 'version'] }],
    ['row-duplicated', {}],
    ['state-rewound', { state: 'HELD' }],
    ['stale-copy', { field: 'seats' }],
  ])('of kind %s %j', (name, parameters) => {
    const seed = async (fail?: 'after the write') => {
      const own = views();
      const reconciliation = reconciliationOf(own);
      const byName = new Map([own.holds, own.tickets].map((one) => [one.name, one]));
      const stores: DriftStores = {
        view: (wanted) => byName.get(wanted) as never,
        reconciliation,
        connection: { system: { stage: 'dev' } } as Connection,
      };
      const { kind, given } = driftOf({}, { kind: name, view, ...parameters });
      const kept: PreImage[] = [];
      const [key = ''] = kind.candidates(snapshotOf(), 'r1', given);
      const seeded = await kind
        .seed({
          key,
          parameters: given,
          stores,
          snapshot: snapshotOf(),
          now: new Date('2026-01-01T01:00:00Z'),
          draw: () => 0.25,
          keep: (document) => {
            if (fail !== undefined && kept.length > 0) return Promise.reject(new Error('killed'));
            kept.push(JSON.parse(JSON.stringify(document)) as PreImage);
            return Promise.resolve();
          },
        })
        .catch((error: unknown) => {
          if (fail === undefined) throw error;
          return undefined;
        });
      return { kind, given, stores, reconciliation, seeded, preImage: kept.at(-1) ?? null };
    };

    it('is found by its rule under its key, and by no other', async () => {
      const { kind, given, reconciliation, seeded } = await seed();
      const { differences } = await runReconcile({
        reconciliation,
        runId: 'dry',
        clock: systemClock,
        signal: new AbortController().signal,
      });
      expect(kind.rule(given, reconciliation)).toBe('tickets');
      expect(differences.map(({ rule, key }) => ({ rule, key }))).toEqual([{ rule: 'tickets', key: seeded?.key }]);
    });

    it('is undone to the last byte', async () => {
      const before = await contents();
      const { kind, stores, preImage } = await seed();
      expect(await contents()).not.toEqual(before);
      expect(await kind.undo(preImage, stores)).toBe(true);
      expect(await contents()).toEqual(before);
      expect(await kind.undo(preImage, stores)).toBe(false);
    });

    it('is not undone where somebody has written to the row since', async () => {
      const { kind, stores, preImage, seeded } = await seed();
      const key = seeded?.key ?? '';
      if (view === 'hall.tickets')
        await postgres.pool.query(
          `INSERT INTO tickets VALUES ($1, 'X', 1, 'x', NULL, 9, now()) ON CONFLICT (id) DO UPDATE SET note = 'x', version = 9`,
          [key],
        );
      await dynamo.client.send(
        new PutItemCommand({ TableName: 'holds', Item: { id: { S: key }, version: { N: '9' }, note: { S: 'x' } } }),
      );
      const written = await contents();
      expect(await kind.undo(preImage, stores)).toBe(false);
      expect(await contents()).toEqual(written);
    });
  });
});

describe('drift that cannot be seeded', () => {
  it.each<[why: string, parameters: object, message: RegExp]>([
    ['has no view', { kind: 'row-lost' }, /view/],
    ['has an unknown kind', { kind: 'row-gone', view: 'desk.holds' }, /there is no drift of kind row-gone/],
    ['has an unknown field', { kind: 'row-lost', view: 'desk.holds', feild: 'x' }, /feild/],
  ])('because it %s is refused before anything is written', (_why, parameters, message) => {
    expect(() => driftOf({}, parameters)).toThrow(message);
  });
});
