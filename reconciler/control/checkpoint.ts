/** What a run that ran out of time had finished, in the control table: the next one goes on from there. */
import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Clock, ReconcileResult, RuleResult } from '../engine/index.ts';

interface CheckpointTable {
  readonly client: DynamoDBClient;
  readonly controlTable: string;
}

const Key = { name: { S: 'checkpoint' } };

/** On the system's clock. What was found earlier than this says too little of now. */
const SENSIBLE_AGE_MS = 90 * 60_000;

/**
 * Rules that earlier runs have done, each with the run that did; none of long ago. Undefined where none was cut short.
 * It is taken once, so that no run counts what an earlier one has counted.
 */
export async function takeCheckpoint(
  { client, controlTable }: CheckpointTable,
  clock: Pick<Clock, 'now'>,
): Promise<readonly RuleResult[] | undefined> {
  const { Attributes } = await client.send(
    new DeleteItemCommand({ TableName: controlTable, Key, ReturnValues: 'ALL_OLD' }),
  );
  const document = Attributes?.['document']?.S;
  if (document === undefined) return undefined;
  return (JSON.parse(document) as readonly RuleResult[]).filter(({ resumedFrom }) => {
    const age = clock.now() - Date.parse(resumedFrom?.startedAt ?? '');
    return age >= 0 && age <= SENSIBLE_AGE_MS;
  });
}

/** Keeps the rules that are done: nothing is left of what they found. */
export async function storeCheckpoint(
  { client, controlTable }: CheckpointTable,
  { runId, startedAt, rules }: Pick<ReconcileResult, 'runId' | 'startedAt' | 'rules'>,
): Promise<void> {
  const done = rules
    .filter(({ outcome }) => outcome === 'clean' || outcome === 'repaired')
    .map((result) => ({ ...result, resumedFrom: result.resumedFrom ?? { runId, startedAt } }));
  await client.send(
    new PutItemCommand({ TableName: controlTable, Item: { ...Key, document: { S: JSON.stringify(done) } } }),
  );
}
