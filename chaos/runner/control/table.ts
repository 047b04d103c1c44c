import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { paginateScan } from '@aws-sdk/client-dynamodb';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Target } from '../ports.ts';

/**
 * The stage's control table, and what leases need beside it. An item with a `document` is an armed fault; the others,
 * whose keys begin with `#`, are the runner's own: the stage's lock, and the pre-images of drift.
 */
export interface Control extends Pick<Target, 'system' | 'clock'> {
  readonly clients: { readonly dynamodb: DynamoDBClient; readonly scheduler: SchedulerClient };
}

export function controlTable({ system }: Pick<Control, 'system'>): string {
  return `${system.prefix}chaos-control`;
}

export const keyOf = (faultId: string) => ({ faultId: { S: faultId } });

/** Every item of the table, read strongly. */
export async function controlItems(control: Pick<Control, 'system' | 'clients'>): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  const pages = paginateScan(
    { client: control.clients.dynamodb },
    { TableName: controlTable(control), ConsistentRead: true },
  );
  for await (const { Items = [] } of pages) items.push(...Items.map((item) => unmarshall(item)));
  return items;
}
