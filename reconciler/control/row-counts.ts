/** How many rows each side of a rule held at its last complete pass, in one item of the control table. */
import * as z from 'zod/mini';
import type { ReconcileResult, RowCounts } from '../engine/index.ts';
import { type ControlTable, getItem, putItem } from './table.ts';

const NAME = 'row-counts';

const Document = z.record(z.string(), z.object({ left: z.number(), right: z.number() }));

/** By rule name. */
export async function readRowCounts(table: ControlTable): Promise<ReadonlyMap<string, RowCounts>> {
  const item = await getItem(table, NAME);
  return new Map(Object.entries(z.parse(Document, JSON.parse(item?.['document']?.S ?? '{}'))));
}

/**
 * Adds the complete passes of a run. Written only under the lease, and so by one run at a time.
 *
 * @param before what was stored
 */
export async function storeRowCounts(
  table: ControlTable,
  before: ReadonlyMap<string, RowCounts>,
  result: Pick<ReconcileResult, 'rules' | 'differences'>,
): Promise<void> {
  const next = new Map([...before, ...completePasses(result)]);
  if (next.size > 0) await putItem(table, NAME, { document: { S: JSON.stringify(Object.fromEntries(next)) } });
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
