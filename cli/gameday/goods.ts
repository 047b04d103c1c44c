import type { CommerceSystem } from '@evenkeel/chaos/schemas';
import { accessToken, seedCommerce, warmUp } from '../../loadtests/entry.ts';
import type { CommandContext } from '../command.ts';

/** Creates the products, customers and stock that the journeys need. @returns the token that it used */
export async function seedGoods(
  system: CommerceSystem,
  { terminal, signal }: CommandContext,
): Promise<{ readonly token: string }> {
  const token = await accessToken(system, signal);
  terminal.tick('creating products, customers and stock');
  const target = { apiUrl: system.apiUrl, apiKey: system.apiKeys.power, token, signal };
  const counts = await seedCommerce(target);
  terminal.step(`goods: ${counts.products} products, ${counts.customers} customers, ${counts.receipts} receipts`);
  return { token };
}

/** Starts every function that handles an order, so that a run does not measure cold starts. */
export async function warm(system: CommerceSystem, token: string, { terminal, signal }: CommandContext): Promise<void> {
  const began = performance.now();
  await warmUp(
    { apiUrl: system.apiUrl, apiKey: system.apiKeys.power, token, signal },
    `warm-${Date.now().toString(36)}`,
  );
  terminal.step(`functions: warm after ${((performance.now() - began) / 1000).toFixed(1)} s`);
}
