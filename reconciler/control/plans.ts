/** Plans over the cap, in the control table, until a person approves them or they grow too old. */
import { type AttributeValue, type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { type Clock, type Plan, type PlanBook, type PlannedOperation, ReconcilerError } from '../engine/index.ts';

interface PlanTable {
  readonly client: DynamoDBClient;
  readonly controlTable: string;
  readonly clock: Clock;
}

class PlanError extends ReconcilerError {
  constructor(id: string, what: string) {
    super(`The plan ${id} ${what}. Run \`evenkeel reconcile --repair\` for a plan of what differs now.`);
  }
}

/** Days after which a plan is no longer approved. */
const KEPT_DAYS = 7;
const DAY_MS = 86_400_000;

/** Operations of one item; an item takes at most 400 KB, and an operation's name 1,000 bytes. */
const OPERATIONS_AN_ITEM = 300;

const Operations = z.array(z.tuple([z.string(), z.string()]));

const nameOf = (id: string, part?: number): string => (part === undefined ? `plan#${id}` : `plan#${id}#${part}`);

/** The last of its items to be written is the one that a plan is found by. */
export const planBook = ({ client, controlTable, clock }: PlanTable): PlanBook => ({
  async propose({ id, runId, operations, digest }) {
    const until = clock.now() + KEPT_DAYS * DAY_MS;
    const put = async (name: string, item: Record<string, AttributeValue>) => {
      const expiresAt = { N: String(Math.ceil(until / 1000)) };
      await client.send(
        new PutItemCommand({ TableName: controlTable, Item: { name: { S: name }, ...item, expiresAt } }),
      );
    };
    const parts = Math.ceil(operations.length / OPERATIONS_AN_ITEM);
    for (let part = 0; part < parts; part += 1) {
      const held = operations.slice(part * OPERATIONS_AN_ITEM, (part + 1) * OPERATIONS_AN_ITEM);
      const document = JSON.stringify(held.map((operation) => [operation.operationId, operation.digest]));
      await put(nameOf(id, part), { operations: { S: document } });
    }
    await put(nameOf(id), {
      runId: { S: runId },
      digest: { S: digest },
      parts: { N: String(parts) },
      until: { S: new Date(until).toISOString() },
    });
  },
});

/** @throws PlanError where there is none, or it is too old */
export async function readPlan({ client, controlTable, clock }: PlanTable, id: string): Promise<Plan> {
  const get = async (name: string) => {
    const Key = { name: { S: name } };
    return (await client.send(new GetItemCommand({ TableName: controlTable, Key, ConsistentRead: true }))).Item;
  };
  const head = await get(nameOf(id));
  if (head === undefined) throw new PlanError(id, 'is not known');
  if ((head['until']?.S ?? '') <= new Date(clock.now()).toISOString()) throw new PlanError(id, 'is too old');
  const operations: PlannedOperation[] = [];
  for (let part = 0; part < Number(head['parts']?.N); part += 1) {
    const held = z.parse(Operations, JSON.parse((await get(nameOf(id, part)))?.['operations']?.S ?? '[]'));
    operations.push(...held.map(([operationId, digest]) => ({ operationId, digest })));
  }
  return { id, runId: head['runId']?.S ?? '', digest: head['digest']?.S ?? '', operations };
}
