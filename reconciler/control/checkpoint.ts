/** What a run that ran out of time had finished, in the control table: the next one goes on from there. */
import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Clock, ReconcileResult, RuleResult } from '../engine/index.ts';

interface CheckpointTable {
  readonly client: DynamoDBClient;
  readonly controlTable: string;
}

const Key = { name: { S: 'checkpoint' } };

/** Of each rule its definition, as a digest, and what was found of it. */
type Document = readonly { readonly digest: string; readonly result: RuleResult }[];

/** On the system's clock. What was found earlier than this says too little of now. */
const SENSIBLE_AGE_MS = 90 * 60_000;

/** The digest of each rule's definition, by its name. */
export type Definitions = ReadonlyMap<string, string>;

/**
 * Rules that earlier runs have done, each with the run that did; none of long ago, and none that is defined otherwise by
 * now. Undefined where none was cut short. It is taken once, so that no run counts what an earlier one has counted.
 */
export async function takeCheckpoint(
  { client, controlTable }: CheckpointTable,
  definitions: Definitions,
  clock: Pick<Clock, 'now'>,
): Promise<readonly RuleResult[] | undefined> {
  const { Attributes } = await client.send(
    new DeleteItemCommand({ TableName: controlTable, Key, ReturnValues: 'ALL_OLD' }),
  );
  const document = Attributes?.['rules']?.S;
  if (document === undefined) return undefined;
  const isOfNow = ({ digest, result }: Document[number]): boolean => {
    if (digest !== definitions.get(result.name)) return false;
    const age = clock.now() - Date.parse(result.resumedFrom?.startedAt ?? '');
    return age >= 0 && age <= SENSIBLE_AGE_MS;
  };
  return (JSON.parse(document) as Document).filter(isOfNow).map(({ result }) => result);
}

/** Keeps the rules that are done: nothing is left of what they found. */
export async function storeCheckpoint(
  { client, controlTable }: CheckpointTable,
  definitions: Definitions,
  { runId, startedAt, rules }: Pick<ReconcileResult, 'runId' | 'startedAt' | 'rules'>,
): Promise<void> {
  const done: Document = rules
    .filter(({ outcome }) => outcome === 'clean' || outcome === 'repaired')
    .map((result) => ({
      digest: definitions.get(result.name) ?? '',
      result: { ...result, resumedFrom: result.resumedFrom ?? { runId, startedAt } },
    }));
  await client.send(
    new PutItemCommand({ TableName: controlTable, Item: { ...Key, rules: { S: JSON.stringify(done) } } }),
  );
}
