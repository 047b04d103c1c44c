/** When rules with a cadence last ran, in one item of the control table. */
import * as z from 'zod/mini';
import type { Passes } from '../rules/index.ts';
import { type ControlTable, getItem, putItem } from './table.ts';

const NAME = 'passes';

const Document = z.record(z.string(), z.object({ full: z.number(), latest: z.number() }));

/** By rule name. */
export async function readPasses(table: ControlTable): Promise<ReadonlyMap<string, Passes>> {
  const item = await getItem(table, NAME);
  return new Map(Object.entries(z.parse(Document, JSON.parse(item?.['document']?.S ?? '{}'))));
}

/** Written only under the lease, so by one run at a time. */
export const storePasses = (table: ControlTable, passes: ReadonlyMap<string, Passes>): Promise<void> =>
  putItem(table, NAME, { document: { S: JSON.stringify(Object.fromEntries(passes)) } });
