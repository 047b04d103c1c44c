import type { DynamoDBClient, GetItemCommandOutput, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Outbox, relay } from '../../../../services/shared/outbox.ts';
import { marking, outboxActivity } from '../../../../services/shared/outbox-activity.ts';
import { recordingLog } from '../recording-log.ts';

const MINUTE = 60_000;

/** One item, as the table holds it, with the condition that its numbers only grow. */
function table() {
  const held: { item?: Record<string, unknown> } = {};
  let writes = 0;
  const send = ({
    input,
  }: {
    readonly input: Partial<UpdateItemCommandInput>;
  }): Promise<Partial<GetItemCommandOutput>> => {
    if (input.UpdateExpression === undefined) {
      return Promise.resolve(held.item === undefined ? {} : { Item: marshall(held.item) });
    }
    writes += 1;
    const name = input.ExpressionAttributeNames?.['#attribute'] ?? '';
    const to = Number(unmarshall(input.ExpressionAttributeValues ?? {})[':to']);
    if (Number(held.item?.[name] ?? -1) >= to) {
      return Promise.reject(Object.assign(new Error('lower'), { name: 'ConditionalCheckFailedException' }));
    }
    held.item = { ...held.item, name: 'outbox', [name]: to };
    return Promise.resolve({});
  };
  return { client: { send } as unknown as DynamoDBClient, held, writes: () => writes };
}

describe('the relay of an outbox', () => {
  let now: number;
  const clock = { now: () => new Date(now) };
  beforeEach(() => {
    now = Date.UTC(2030, 0, 1);
  });

  function system() {
    const { client, held, writes } = table();
    const statements: string[] = [];
    const drained: number[] = [];
    const handler = outboxActivity(client, 'outbox', clock);
    const sql = marking((statement) => {
      statements.push(statement);
      return Promise.resolve([]);
    }, handler);
    const rows: Outbox = {
      publish: () => Promise.resolve(),
      drain: () => {
        drained.push(now);
        return Promise.resolve(0);
      },
    };
    // The relay runs in an environment of its own.
    const run = relay(rows, outboxActivity(client, 'outbox', clock), clock, recordingLog().log);
    return { sql, run, drained, statements, held, writes };
  }

  it('asks the database once for a fresh table, and not again while nothing is written', async () => {
    const { run, drained } = system();
    for (let at = 0; at < 30; at += 1) {
      await run();
      now += 2 * MINUTE;
    }
    expect(drained).toHaveLength(1);
  });

  it('asks it after every statement that queued an event, and then rests', async () => {
    const { run, drained, sql } = system();
    await run();
    now += 60 * MINUTE;
    await sql('WITH saved AS (...) INSERT INTO outbox (event_id) VALUES (1)');
    const written = now;
    for (let at = 0; at < 30; at += 1) {
      now += 2 * MINUTE;
      await run();
    }
    const after = drained.filter((at) => at > written);
    expect(after[0]).toBe(written + 2 * MINUTE);
    expect(after.at(-1)).toBeLessThanOrEqual(written + 12 * MINUTE);
    expect(after.at(-1)).toBeGreaterThanOrEqual(written + 10 * MINUTE);
  });

  it('keeps asking until the outbox could be drained after the end of a mark', async () => {
    const { run, drained, sql } = system();
    await sql('INSERT INTO outbox VALUES (1)');
    now += 60 * MINUTE;
    await run();
    await run();
    expect(drained).toEqual([now]);
  });

  it('is not woken by statements that queue nothing, and is marked once for those of some minutes', async () => {
    const { sql, statements, writes, held } = system();
    await sql('SELECT 1');
    await sql('DELETE FROM outbox WHERE event_id = :eventId');
    expect(held.item).toBeUndefined();
    for (let at = 0; at < 10; at += 1) {
      await sql('INSERT INTO outbox VALUES (1)');
      now += MINUTE / 2;
    }
    expect(writes()).toBe(1);
    now += MINUTE;
    await sql('INSERT INTO outbox VALUES (1)');
    expect(writes()).toBe(2);
    expect(statements).toHaveLength(13);
  });

  it('runs no statement that it could not mark', async () => {
    const failing = { begin: () => Promise.reject(new Error('throttled')) };
    const statements: string[] = [];
    const sql = marking((statement) => {
      statements.push(statement);
      return Promise.resolve([]);
    }, failing);
    await expect(sql('INSERT INTO outbox VALUES (1)')).rejects.toThrow('throttled');
    expect(statements).toEqual([]);
  });
});
