/** The ledger of repairs in DynamoDB: an intent with its pre-image before the write, a conclusion after it. */
import type {
  AttributeValue,
  DynamoDBClient,
  TransactionCanceledException,
  TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { type Conclusion, type Intent, type Ledger, LeaseLostError } from '../engine/index.ts';
import { dynamoDbSdk } from '../packages.ts';
import { isNamed } from '../stores/dynamodb/errors.ts';
import { retried } from '../stores/dynamodb/retried.ts';
import { LEASE } from './lease.ts';
import { keepText } from './long-text.ts';
import { nameItem } from './row-history.ts';

/** Number of days for which repairs are kept, with the images that an undo needs. */
const LEDGER_DAYS = 90;

export interface LedgerOptions {
  readonly client: DynamoDBClient;
  readonly ledgerTable: string;
  readonly controlTable: string;
  readonly runId: string;
  /** The fence of the lease under which the run writes. */
  readonly fence: string;
  /** Number of days until entries expire, if `expiresAt` is the table's time to live. */
  readonly ledgerDays?: number;
}

export interface OpenLedger extends Ledger {
  /** Whether every intent of this ledger has a conclusion. */
  isSettled(): boolean;
}

export function openLedger(options: LedgerOptions): OpenLedger {
  const { client, runId } = options;
  const open = new Map<string, Intent>();
  let sequence = 0;
  return {
    isSettled: () => open.size === 0,
    async intend(intent) {
      open.set(intent.operationId, intent);
      sequence += 1;
      const put = { Put: { TableName: options.ledgerTable, Item: await itemOf(options, intent, sequence) } };
      const entry = { runId, operationId: intent.operationId };
      const Item = nameItem(intent.key, entry, expiryOf(intent.at, options.ledgerDays));
      const name = { Put: { TableName: options.ledgerTable, Item } };
      try {
        const { TransactWriteItemsCommand } = await dynamoDbSdk();
        const intention = new TransactWriteItemsCommand({ TransactItems: [fenceHolds(options), put, name] });
        await retried(undefined, () => client.send(intention));
      } catch (error) {
        if (!isFenceBroken(error)) throw error;
        open.delete(intent.operationId);
        throw new LeaseLostError(runId);
      }
    },
    async conclude(operationId, conclusion, at) {
      await concludeEntry(options, { runId, operationId, undoes: open.get(operationId)?.undoes }, conclusion, at);
      open.delete(operationId);
    },
  };
}

/** An entry, and the repair that it undoes. */
export interface EntryName {
  readonly runId: string;
  readonly operationId: string;
  readonly undoes?: Intent['undoes'] | undefined;
}

/** Records how an operation ended. If it undid a repair, that repair is marked in the same transaction. */
export async function concludeEntry(
  options: Pick<LedgerOptions, 'client' | 'ledgerTable' | 'ledgerDays'>,
  { runId, operationId, undoes }: EntryName,
  conclusion: Conclusion,
  at: Date,
): Promise<void> {
  const { client, ledgerTable } = options;
  const { TransactWriteItemsCommand, UpdateItemCommand } = await dynamoDbSdk();
  const own = setting(
    ledgerTable,
    { runId, operationId },
    await concluded(options, { runId, operationId }, conclusion, at),
  );
  if (undoes === undefined || conclusion.status !== 'done') {
    await retried(undefined, () => client.send(new UpdateItemCommand(own)));
    return;
  }
  const taken = setting(ledgerTable, undoes, { undoneBy: { S: runId } });
  const conclude = new TransactWriteItemsCommand({ TransactItems: [{ Update: own }, { Update: taken }] });
  await retried(undefined, () => client.send(conclude));
}

function setting(
  TableName: string,
  { runId, operationId }: { readonly runId: string; readonly operationId: string },
  set: Record<string, AttributeValue>,
): NonNullable<TransactWriteItem['Update']> {
  const entries = Object.entries(set);
  return {
    TableName,
    Key: { runId: { S: runId }, operationId: { S: operationId } },
    UpdateExpression: `SET ${entries.map((_entry, index) => `#n${index} = :v${index}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(entries.map(([name], index) => [`#n${index}`, name])),
    ExpressionAttributeValues: Object.fromEntries(entries.map(([, value], index) => [`:v${index}`, value])),
  };
}

const fenceHolds = ({ controlTable, runId, fence }: LedgerOptions) => ({
  ConditionCheck: {
    TableName: controlTable,
    Key: { name: { S: LEASE } },
    ConditionExpression: '#holder = :me AND #fence = :fence',
    ExpressionAttributeNames: { '#holder': 'holder', '#fence': 'fence' },
    ExpressionAttributeValues: { ':me': { S: runId }, ':fence': { N: fence } },
  },
});

const isFenceBroken = (error: unknown): boolean =>
  isNamed(error, 'TransactionCanceledException') &&
  (error as TransactionCanceledException).CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed';

type Texts = Readonly<Record<string, string | null | undefined>>;

/** Possibly long texts, as values of an entry. */
async function keptTexts(
  options: Pick<LedgerOptions, 'client' | 'ledgerTable'>,
  entry: Pick<EntryName, 'runId' | 'operationId'>,
  texts: Texts,
  expiresAt: AttributeValue,
): Promise<Record<string, AttributeValue>> {
  const kept: Record<string, AttributeValue> = {};
  for (const [name, text] of Object.entries(texts)) {
    if (text === null) kept[name] = { NULL: true };
    else if (text !== undefined) kept[name] = await keepText(options, { ...entry, name }, text, expiresAt);
  }
  return kept;
}

const expiryOf = (at: Date, days = LEDGER_DAYS): AttributeValue => ({
  N: String(Math.floor(at.getTime() / 1000) + days * 86_400),
});

async function itemOf(
  options: LedgerOptions,
  { operationId, rule, key, action, preImage, imageSide, planned, at, undoes }: Intent,
  sequence: number,
): Promise<Record<string, AttributeValue>> {
  const { runId, ledgerDays } = options;
  const expiresAt = expiryOf(at, ledgerDays);
  const texts = { preImage, planned: JSON.stringify(planned) };
  return {
    runId: { S: runId },
    operationId: { S: operationId },
    rule: { S: rule },
    key: { S: key },
    action: { S: JSON.stringify(action) },
    ...(await keptTexts(options, { runId, operationId }, texts, expiresAt)),
    ...(imageSide !== undefined && { imageSide: { S: imageSide } }),
    ...(undoes !== undefined && { undoes: { S: JSON.stringify(undoes) } }),
    status: { S: 'intended' },
    sequence: { N: String(sequence) },
    intendedAt: { S: at.toISOString() },
    expiresAt,
  };
}

async function concluded(
  options: Pick<LedgerOptions, 'client' | 'ledgerTable' | 'ledgerDays'>,
  entry: Pick<EntryName, 'runId' | 'operationId'>,
  conclusion: Conclusion,
  at: Date,
): Promise<Record<string, AttributeValue>> {
  const time = { concludedAt: { S: at.toISOString() }, status: { S: conclusion.status } };
  if (conclusion.status !== 'done') return { ...time, reason: { S: conclusion.reason } };
  return {
    ...time,
    ...(await keptTexts(options, entry, { postImage: conclusion.postImage }, expiryOf(at, options.ledgerDays))),
  };
}
