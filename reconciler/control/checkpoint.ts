/**
 * The results that a run had finished before it ran out of time, in the control table; the next run continues from
 * there.
 */
import type { Clock, ReconcileResult, RuleResult } from '../engine/index.ts';
import { dynamoDbSdk } from '../packages.ts';
import { type ControlTable, itemKey, putItem } from './table.ts';

const NAME = 'checkpoint';

/** For each finished rule, the digest of its definition and its result. */
type Document = readonly { readonly digest: string; readonly result: RuleResult }[];

/** On the system's clock. An older result says too little about the present. */
const MAX_AGE_MS = 90 * 60_000;

/** The digest of each rule's definition, by rule name. */
export type Definitions = ReadonlyMap<string, string>;

/**
 * The results of rules that an interrupted run had finished, except those that are too old or whose rule has changed since.
 * Undefined if no run was interrupted. The checkpoint is deleted as it is read, so that no two runs count the same result.
 */
export async function takeCheckpoint(
  { client, controlTable }: ControlTable,
  definitions: Definitions,
  clock: Pick<Clock, 'now'>,
): Promise<readonly RuleResult[] | undefined> {
  const { DeleteItemCommand } = await dynamoDbSdk();
  const command = new DeleteItemCommand({ TableName: controlTable, Key: itemKey(NAME), ReturnValues: 'ALL_OLD' });
  const { Attributes } = await client.send(command);
  const document = Attributes?.['rules']?.S;
  if (document === undefined) return undefined;
  const isCurrent = ({ digest, result }: Document[number]): boolean => {
    if (digest !== definitions.get(result.name)) return false;
    const age = clock.now() - Date.parse(result.resumedFrom?.startedAt ?? '');
    return age >= 0 && age <= MAX_AGE_MS;
  };
  return (JSON.parse(document) as Document).filter(isCurrent).map(({ result }) => result);
}

/** Stores the results of finished rules: those with no difference left. */
export async function storeCheckpoint(
  table: ControlTable,
  definitions: Definitions,
  { runId, startedAt, rules }: Pick<ReconcileResult, 'runId' | 'startedAt' | 'rules'>,
): Promise<void> {
  const finished: Document = rules
    .filter(({ outcome }) => outcome === 'clean' || outcome === 'repaired')
    .map((result) => ({
      digest: definitions.get(result.name) ?? '',
      result: { ...result, resumedFrom: result.resumedFrom ?? { runId, startedAt } },
    }));
  await putItem(table, NAME, { rules: { S: JSON.stringify(finished) } });
}
