/** How many rows each side of a rule held at its last complete pass, in one item of the control table. */
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { ReconcileResult, RowCounts } from '../engine/index.ts';

interface CountsTable {
  readonly client: DynamoDBClient;
  readonly controlTable: string;
}

const Key = { name: { S: 'row-counts' } };

const Document = z.record(z.string(), z.object({ left: z.number(), right: z.number() }));

/** By the name of the rule. */
export async function readRowCounts({ client, controlTable }: CountsTable): Promise<ReadonlyMap<string, RowCounts>> {
  const { Item } = await client.send(new GetItemCommand({ TableName: controlTable, Key, ConsistentRead: true }));
  return new Map(Object.entries(z.parse(Document, JSON.parse(Item?.['document']?.S ?? '{}'))));
}

/**
 * Adds the complete passes of a run. Only the run that holds the lease writes.
 *
 * @param before what was stored
 */
export async function storeRowCounts(
  { client, controlTable }: CountsTable,
  before: ReadonlyMap<string, RowCounts>,
  result: Pick<ReconcileResult, 'rules' | 'differences'>,
): Promise<void> {
  const next = new Map([...before, ...completePasses(result)]);
  if (next.size === 0) return;
  const document = JSON.stringify(Object.fromEntries(next));
  await client.send(new PutItemCommand({ TableName: controlTable, Item: { ...Key, document: { S: document } } }));
}

function completePasses({ rules, differences }: Pick<ReconcileResult, 'rules' | 'differences'>): [string, RowCounts][] {
  return rules.flatMap(({ name, outcome, pass, rows }): [string, RowCounts][] => {
    if (pass === 'changes' || outcome === 'stopped' || outcome === 'inconclusive') return [];
    // A row that only one side held may have been deleted by the repair: that side has not shrunk by itself.
    const deleted = (kind: 'missing-left' | 'missing-right'): number =>
      differences.filter((one) => one.rule === name && one.repaired && one.kind === kind).length;
    return [[name, { left: rows.left - deleted('missing-right'), right: rows.right - deleted('missing-left') }]];
  });
}
