import { isCommerce } from '../schemas/index.ts';
import type { Target, TargetClients } from '../target.ts';
import { type Items, itemsOf } from './items.ts';
import { type Sql, sqlOf } from './sql.ts';

/** The stores of the commerce system. */
export interface Stores {
  readonly items: Items;
  readonly sql: Sql;
  /** Physical name of a table. */
  readonly table: (name: string) => string;
}

/** @returns undefined for a custom system, whose stores are not known */
export function storesOf({
  system,
  clients,
}: {
  readonly system: Target['system'];
  readonly clients: Pick<TargetClients, 'dynamodb' | 'rdsData'>;
}): Stores | undefined {
  if (!isCommerce(system)) return undefined;
  return {
    items: itemsOf(clients.dynamodb),
    sql: sqlOf(clients.rdsData, system.cluster),
    table: (name) => `${system.prefix}${name}`,
  };
}
