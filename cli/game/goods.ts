import type { SystemDescription } from '../../chaos/contract/index.ts';
import { accessToken, seedCommerce } from '../../loadtests/entry.ts';
import type { CommandContext } from '../command.ts';

/** Creates the products, customers and stock that journeys shop with, and gives the token it used. */
export async function putGoodsIn(
  system: SystemDescription,
  { terminal, signal }: CommandContext,
): Promise<{ readonly token: string }> {
  const token = await accessToken(system, signal);
  terminal.tick('putting products, customers and stock in');
  const counts = await seedCommerce({ apiUrl: system.apiUrl, apiKey: system.apiKeys.power, token, signal });
  terminal.step(`goods: ${counts.products} products, ${counts.customers} customers, ${counts.receipts} receipts`);
  return { token };
}
