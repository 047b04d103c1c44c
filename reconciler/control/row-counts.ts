/** How many rows each side of a rule had at the last complete pass, in one item of the control table. */
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

/** @internal */
export function completePasses({
  rules,
  differences,
}: Pick<ReconcileResult, 'rules' | 'differences'>): [string, RowCounts][] {
  return rules.flatMap(({ name, outcome, pass, rows }): [string, RowCounts][] => {
    if (pass === 'changes' || outcome === 'stopped' || outcome === 'inconclusive') return [];
    const own = differences.filter((one) => one.rule === name && one.repaired);
    const changes = own.map(changeOf);
    const after = (side: 'left' | 'right'): number => changes.reduce((sum, change) => sum + change[side], rows[side]);
    return [[name, { left: after('left'), right: after('right') }]];
  });
}

const UNCHANGED: RowCounts = { left: 0, right: 0 };

/**
 * How the repair of a difference changed the numbers of rows: rows that a repair deleted are not rows that a side lost.
 */
function changeOf({ kind, masters }: Difference): RowCounts {
  if (kind !== 'missing-left' && kind !== 'missing-right') return UNCHANGED;
  const present = kind === 'missing-right' ? 'left' : 'right';
  const absent = kind === 'missing-right' ? 'right' : 'left';
  // Either the master's row was created on the other side, or a row that only the copy had was deleted.
  const isCreated = Object.values(masters).includes(present);
  return isCreated ? { ...UNCHANGED, [absent]: 1 } : { ...UNCHANGED, [present]: -1 };
}
