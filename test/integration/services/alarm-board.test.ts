/** The alarm handler's memory on DynamoDB Local. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type AlarmBoard,
  alarmBoard,
  type SweepLease,
  sweepLease,
} from '../../../services/transactions/alarm-board.ts';
import { type Dynamo, openDynamo } from '../reconciler/engines.ts';

const NOW = new Date('2026-03-01T10:00:00.000Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

let dynamo: Dynamo;
let client: DynamoDBClient;
let tables = 0;
let table: string;

beforeAll(async () => {
  dynamo = await openDynamo();
  ({ client } = dynamo);
}, 30_000);
afterAll(() => dynamo.close());
beforeEach(async () => {
  tables += 1;
  table = `watermarks-${tables}`;
  await dynamo.createTable(table, 'name');
});

describe('the board', () => {
  let board: AlarmBoard;
  beforeEach(() => {
    board = alarmBoard(client, table);
  });

  it('says whether an alarm was in ALARM before, so that one that never failed causes no work', async () => {
    expect(await board.note('new', false, NOW)).toBe(false);
    expect(await board.note('broken', true, NOW)).toBe(false);
    expect(await board.note('broken', false, NOW)).toBe(true);
    expect(await board.note('broken', false, NOW)).toBe(false);
  });

  it('knows while any alarm lasts', async () => {
    expect(await board.anyInAlarm()).toBe(false);
    await board.note('one', true, NOW);
    await board.note('other', true, NOW);
    await board.note('one', false, NOW);
    expect(await board.anyInAlarm()).toBe(true);
    await board.note('other', false, NOW);
    expect(await board.anyInAlarm()).toBe(false);
  });
});

describe("the sweep's lease", () => {
  const open = (): SweepLease => sweepLease(client, table);

  it('is taken once by sweeps that start together', async () => {
    const taken = await Promise.all(Array.from({ length: 20 }, () => open().take(NOW)));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it('can be taken again when it is released, or when a function that was ended cannot release it', async () => {
    const first = open();
    expect(await first.take(NOW)).toBe(true);
    await first.release();
    const ended = open();
    expect(await ended.take(NOW)).toBe(true);
    expect(await open().take(later(59))).toBe(false);
    expect(await open().take(later(60))).toBe(true);
  });

  it('is not released by a sweep that lost it to the next one', async () => {
    const slow = open();
    await slow.take(NOW);
    await open().take(later(60));
    await slow.release();
    expect(await open().take(later(61))).toBe(false);
  });
});
