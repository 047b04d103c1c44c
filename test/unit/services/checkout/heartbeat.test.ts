import type { DynamoDBClient, PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { heartbeat } from '../../../../services/checkout/heartbeat.ts';

const clock = { now: () => new Date('2026-03-01T10:00:00.000Z') };

/** The table with the heartbeat. `before` runs ahead of each write. */
function table(before: (held: { version?: number; beat?: string }) => void = () => undefined, keeps = true) {
  const held: { version?: number; beat?: string } = {};
  const send = ({ input }: { readonly input: Partial<PutItemCommandInput> }) => {
    if (input.Item === undefined) {
      return Promise.resolve(held.version === undefined ? {} : { Item: marshall({ name: 'checkout', ...held }) });
    }
    before(held);
    const expected = Number(unmarshall(input.ExpressionAttributeValues ?? {})[':version']);
    if ((held.version ?? expected) !== expected) {
      return Promise.reject(Object.assign(new Error('newer'), { name: 'ConditionalCheckFailedException' }));
    }
    if (keeps) Object.assign(held, unmarshall(input.Item));
    return Promise.resolve({});
  };
  return { client: { send } as unknown as DynamoDBClient, held };
}

describe('the heartbeat of a region', () => {
  it('beats as often as it is asked: each write is conditional on the one before', async () => {
    const { client, held } = table();
    const heart = heartbeat(client, 'heartbeats', clock);
    expect([await heart.beats(), await heart.beats()]).toEqual([true, true]);
    expect(held.version).toBe(2);
  });

  it('beats if another caller was faster, whose write worked too', async () => {
    const { client } = table((held) => {
      held.version = 7;
      held.beat = 'of another';
    });
    expect(await heartbeat(client, 'heartbeats', clock).beats()).toBe(true);
  });

  it('does not beat if what was written cannot be read back', async () => {
    const { client } = table(undefined, false);
    expect(await heartbeat(client, 'heartbeats', clock).beats()).toBe(false);
  });

  it('rejects if the table cannot be written', async () => {
    const { client } = table(() => {
      throw new Error('no write works');
    });
    await expect(
      (async () => {
        await heartbeat(client, 'heartbeats', clock).beats();
      })(),
    ).rejects.toThrow('no write works');
  });
});
