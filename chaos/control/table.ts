import { randomBytes } from 'node:crypto';
import { ScanCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { pagesOf } from '../aws.ts';
import type { Target, TargetClients } from '../target.ts';
import { plainOf } from './item.ts';

/**
 * The stage's control table, and what leases need beside it. An item with a `document` is an armed fault. The others,
 * whose keys begin with `#`, belong to the runner: the stage's lock, the last run, and the pre-images of drift.
 */
export interface Control extends Pick<Target, 'system' | 'clock'> {
  readonly clients: Pick<TargetClients, 'dynamodb' | 'scheduler'>;
}

/** As much of it as the table alone takes. */
export interface ControlTable {
  readonly system: Control['system'];
  readonly clients: Pick<TargetClients, 'dynamodb'>;
}

export function controlTable({ system }: Pick<Control, 'system'>): string {
  return `${system.prefix}chaos-control`;
}

export const keyOf = (faultId: string) => ({ faultId: { S: faultId } });

/** Every item of the table, read strongly. */
export async function controlItems(control: ControlTable): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  const pages = pagesOf(
    (ExclusiveStartKey: ScanCommandInput['ExclusiveStartKey']) =>
      control.clients.dynamodb.send(
        new ScanCommand({ TableName: controlTable(control), ConsistentRead: true, ExclusiveStartKey }),
      ),
    ({ LastEvaluatedKey }) => LastEvaluatedKey,
  );
  for await (const { Items = [] } of pages) items.push(...Items.map(plainOf));
  return items;
}

/** Identifies one arming of a fault, or one holder of the lock. */
export function randomToken(): string {
  return randomBytes(8).toString('hex');
}
