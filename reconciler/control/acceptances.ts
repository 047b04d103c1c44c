/** Differences that a person accepts for a while, in one item of the control table: by rule, or by one key of it. */
import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Clock } from '../engine/index.ts';
import type { Acceptance } from '../rules/index.ts';

interface AcceptanceTable {
  readonly client: DynamoDBClient;
  readonly controlTable: string;
}

const Key = { name: { S: 'acceptances' } };

const Document = z.object({
  rule: z.string(),
  key: z.optional(z.string()),
  reason: z.string(),
  until: z.string(),
});

/** The attribute that holds it. */
const attributeOf = ({ rule, key }: Pick<Acceptance, 'rule' | 'key'>): string =>
  `a${createHash('sha256')
    .update(JSON.stringify([rule, key ?? null]))
    .digest('hex')
    .slice(0, 32)}`;

/** Accepts, or accepts anew with another reason and end; what has ended is forgotten. */
export async function accept(
  { client, controlTable }: AcceptanceTable,
  acceptance: Acceptance,
  clock: Pick<Clock, 'now'>,
): Promise<void> {
  const ended = (await readAcceptances({ client, controlTable })).filter((one) => hasEnded(one, clock.now()));
  const own = attributeOf(acceptance);
  const removed = ended.map(attributeOf).filter((attribute) => attribute !== own);
  await client.send(
    new UpdateItemCommand({
      TableName: controlTable,
      Key,
      UpdateExpression: `SET #own = :own${removed.length > 0 ? ` REMOVE ${removed.map((_name, at) => `#r${at}`).join(', ')}` : ''}`,
      ExpressionAttributeNames: {
        '#own': own,
        ...Object.fromEntries(removed.map((attribute, at) => [`#r${at}`, attribute])),
      },
      ExpressionAttributeValues: { ':own': { S: JSON.stringify(acceptance) } },
    }),
  );
}

/** Whether there was one to withdraw. */
export async function withdraw(
  { client, controlTable }: AcceptanceTable,
  of: Pick<Acceptance, 'rule' | 'key'>,
): Promise<boolean> {
  const { Attributes } = await client.send(
    new UpdateItemCommand({
      TableName: controlTable,
      Key,
      UpdateExpression: 'REMOVE #own',
      ExpressionAttributeNames: { '#own': attributeOf(of) },
      ReturnValues: 'UPDATED_OLD',
    }),
  );
  return Attributes !== undefined;
}

/** All that were not withdrawn, the ended ones among them, by rule and key. */
export async function readAcceptances({ client, controlTable }: AcceptanceTable): Promise<Acceptance[]> {
  const { Item = {} } = await client.send(new GetItemCommand({ TableName: controlTable, Key, ConsistentRead: true }));
  const found = Object.entries(Item).flatMap(([attribute, value]) =>
    attribute === 'name' ? [] : [z.parse(Document, JSON.parse(value.S ?? '{}'))],
  );
  return found
    .map(({ key, ...rest }) => (key === undefined ? rest : { ...rest, key }))
    .sort((one, other) => (sortKey(one) < sortKey(other) ? -1 : 1));
}

const sortKey = ({ rule, key }: Acceptance): string => JSON.stringify([rule, key ?? '']);

export const hasEnded = ({ until }: Acceptance, now: number): boolean => Date.parse(until) <= now;
