/** How many rows each side of a rule held at its last complete pass, in one item of the control table. */
import * as z from 'zod/mini';
import type { Difference, ReconcileResult, RowCounts } from '../engine/index.ts';
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
    const repaired = differences.filter((one) => one.rule === name && one.repaired);
    return [[name, { left: rows.left + grown('left', repaired), right: rows.right + grown('right', repaired) }]];
  });
}

/**
 * By how many rows repairs changed a side: a row that it lacked was created on it if the other side is the master, and a
 * row that only it held may have been deleted.
 */
function grown(side: 'left' | 'right', repaired: readonly Difference[]): number {
  const other = side === 'left' ? 'right' : 'left';
  const isMaster = ({ masters }: Difference, master: 'left' | 'right') => Object.values(masters).includes(master);
  const created = repaired.filter((one) => one.kind === `missing-${side}` && isMaster(one, other));
  const deleted = repaired.filter((one) => one.kind === `missing-${other}` && !isMaster(one, side));
  return created.length - deleted.length;
}
