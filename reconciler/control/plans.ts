/** Plans over the caps, in the control table, until a person approves them or they expire. */
import * as z from 'zod/mini';
import {
  type Clock,
  type Plan,
  type PlanBook,
  planDigest,
  type PlannedOperation,
  ReconcilerError,
} from '../engine/index.ts';
import { type ControlTable, getItem, type Item, putItem } from './table.ts';

interface PlanTable extends ControlTable {
  readonly clock: Clock;
}

class PlanError extends ReconcilerError {
  constructor(id: string, what: string) {
    super(`the plan ${id} ${what}: run \`evenkeel reconcile --repair\` to get a plan for the current differences`);
  }
}

/** Days after which a plan can no longer be approved. */
const KEPT_DAYS = 7;
const DAY_MS = 86_400_000;

/** Operations per item: an item holds at most 400 KB, and an operation's id takes up to 1,000 bytes. */
const OPERATIONS_PER_ITEM = 300;

const Operations = z.array(z.tuple([z.string(), z.string()]));

const nameOf = (id: string, part?: number): string => (part === undefined ? `plan#${id}` : `plan#${id}#${part}`);

export const planBook = (table: PlanTable): PlanBook => ({
  async propose({ id, runId, operations, digest }) {
    const until = table.clock.now() + KEPT_DAYS * DAY_MS;
    const expiresAt = { N: String(Math.ceil(until / 1000)) };
    const put = (name: string, item: Item): Promise<void> => putItem(table, name, { ...item, expiresAt });
    const parts = Math.ceil(operations.length / OPERATIONS_PER_ITEM);
    for (let part = 0; part < parts; part += 1) {
      const held = operations.slice(part * OPERATIONS_PER_ITEM, (part + 1) * OPERATIONS_PER_ITEM);
      const document = JSON.stringify(held.map((operation) => [operation.operationId, operation.digest]));
      await put(nameOf(id, part), { operations: { S: document } });
    }
    // Written last, because a plan is found by this item.
    await put(nameOf(id), {
      runId: { S: runId },
      digest: { S: digest },
      parts: { N: String(parts) },
      until: { S: new Date(until).toISOString() },
    });
  },
});

/** @throws PlanError if there is no such plan, it has expired, or it is not as the run proposed it */
export async function readPlan(table: PlanTable, id: string): Promise<Plan> {
  const head = await getItem(table, nameOf(id));
  if (head === undefined) throw new PlanError(id, 'does not exist');
  if ((head['until']?.S ?? '') <= new Date(table.clock.now()).toISOString()) throw new PlanError(id, 'has expired');
  const operations: PlannedOperation[] = [];
  for (let part = 0; part < Number(head['parts']?.N); part += 1) {
    const item = await getItem(table, nameOf(id, part));
    operations.push(...operationsIn(item?.['operations']?.S ?? ''));
  }
  const digest = planDigest(operations);
  if (head['digest']?.S !== digest || !id.endsWith(digest.slice(0, 8))) {
    throw new PlanError(id, 'is damaged: its operations are not those that the run proposed');
  }
  return { id, runId: head['runId']?.S ?? '', digest, operations };
}

/** None for a text that is damaged: the digest of the plan then does not fit. */
function operationsIn(text: string): PlannedOperation[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return [];
  }
  const { data = [] } = z.safeParse(Operations, parsed);
  return data.map(([operationId, digest]) => ({ operationId, digest }));
}
