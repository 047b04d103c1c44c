import { randomBytes } from 'node:crypto';
import { scan } from '../aws.ts';
import type { Target, TargetClients } from '../target.ts';
import { fieldsOf } from './items.ts';

/**
 * The stage's control table, and what else leases need. An item with a `document` is an armed fault. The others, whose
 * keys begin with `#`, belong to the runner: the stage's lock, the last run, and the pre-images of drift.
 */
export interface Control extends Pick<Target, 'clock'> {
  readonly system: Pick<Target['system'], 'stage' | 'region' | 'prefix'>;
  readonly clients: Pick<TargetClients, 'dynamodb' | 'scheduler'>;
}

/** The part that is enough to read and write the table. */
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
  for await (const item of scan(control.clients.dynamodb, { TableName: controlTable(control) }))
    items.push(fieldsOf(item));
  return items;
}

/** Identifies one arming of a fault, or one holder of the lock. */
export function randomToken(): string {
  return randomBytes(8).toString('hex');
}
