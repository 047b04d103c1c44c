import { isCommerce } from '../schemas/index.ts';
import { type Stores, sqlOf } from '../stores/index.ts';
import type { Target } from './ports.ts';

/** The stores of the commerce system; undefined of a system of the user's own, whose stores nobody here knows. */
export function storesOf({
  system,
  clients,
}: {
  readonly system: Target['system'];
  readonly clients: Pick<Target['clients'], 'dynamodb' | 'rdsData'>;
}): Stores | undefined {
  if (!isCommerce(system)) return undefined;
  return {
    dynamodb: clients.dynamodb,
    sql: sqlOf(clients.rdsData, system.cluster),
    table: (name) => `${system.prefix}${name}`,
  };
}
