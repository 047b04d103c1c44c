/** Differences that a person accepts for a while, in one item of the control table: by rule, or by one key of a rule. */
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Clock } from '../engine/index.ts';
import { dynamoDbSdk } from '../packages.ts';
import type { Acceptance } from '../rules/index.ts';
import { checkArgument, strict } from '../options.ts';
import { acceptance as acceptanceOptions } from '../rules/options.ts';
import { checkTable, type ControlTable, getItem, itemKey } from './table.ts';

const NAME = 'acceptances';

const Document = z.object({
  rule: z.string(),
  key: z.optional(z.string()),
  reason: z.string(),
  until: z.string(),
});

/** The name of the attribute that holds an acceptance. */
const attributeOf = ({ rule, key }: Pick<Acceptance, 'rule' | 'key'>): string =>
  `a${createHash('sha256')
    .update(JSON.stringify([rule, key ?? null]))
    .digest('hex')
    .slice(0, 32)}`;

/** Adds an acceptance, or replaces one of the same rule and key. Acceptances that have ended are deleted. */
export async function accept(table: ControlTable, acceptance: Acceptance, clock: Pick<Clock, 'now'>): Promise<void> {
  checkTable('accept', table);
  checkArgument('acceptance', acceptanceOptions, acceptance);
  const ended = (await readAcceptances(table)).filter((one) => hasEnded(one, clock.now()));
  const own = attributeOf(acceptance);
  const removed = ended.map(attributeOf).filter((attribute) => attribute !== own);
  const remove = removed.length > 0 ? ` REMOVE ${removed.map((_name, at) => `#r${at}`).join(', ')}` : '';
  const { UpdateItemCommand } = await dynamoDbSdk();
  await table.client.send(
    new UpdateItemCommand({
      TableName: table.controlTable,
      Key: itemKey(NAME),
      UpdateExpression: `SET #own = :own${remove}`,
      ExpressionAttributeNames: {
        '#own': own,
        ...Object.fromEntries(removed.map((attribute, at) => [`#r${at}`, attribute])),
      },
      ExpressionAttributeValues: { ':own': { S: JSON.stringify(acceptance) } },
    }),
  );
}

const accepted = strict({ rule: z.string(), key: z.optional(z.string()) });

/** Returns whether there was an acceptance to withdraw. */
export async function withdraw(table: ControlTable, of: Pick<Acceptance, 'rule' | 'key'>): Promise<boolean> {
  checkTable('withdraw', table);
  checkArgument('acceptance', accepted, of);
  const { UpdateItemCommand } = await dynamoDbSdk();
  const { Attributes } = await table.client.send(
    new UpdateItemCommand({
      TableName: table.controlTable,
      Key: itemKey(NAME),
      UpdateExpression: 'REMOVE #own',
      ExpressionAttributeNames: { '#own': attributeOf(of) },
      ReturnValues: 'UPDATED_OLD',
    }),
  );
  return Attributes !== undefined;
}

/** All acceptances that were not withdrawn, including ended ones, sorted by rule and key. */
export async function readAcceptances(table: ControlTable): Promise<Acceptance[]> {
  checkTable('readAcceptances', table);
  const item = (await getItem(table, NAME)) ?? {};
  const found = Object.entries(item).flatMap(([attribute, value]) =>
    attribute === 'name' ? [] : [z.parse(Document, JSON.parse(value.S ?? '{}'))],
  );
  return found
    .map(({ key, ...rest }) => (key === undefined ? rest : { ...rest, key }))
    .sort((one, other) => (sortKey(one) < sortKey(other) ? -1 : 1));
}

const sortKey = ({ rule, key }: Acceptance): string => JSON.stringify([rule, key ?? '']);

export const hasEnded = ({ until }: Acceptance, now: number): boolean => Date.parse(until) <= now;
