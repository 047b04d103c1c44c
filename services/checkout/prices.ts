import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { fromAttributes, toAttributes } from '../shared/items.ts';
import { parse } from '../shared/parse.ts';
import { unprocessable } from '../shared/problem.ts';
import type { OrderSnapshot } from '../shared/step.ts';

export interface RequestedLine {
  readonly sku: string;
  readonly quantity: number;
}

export interface Price {
  readonly sku: string;
  readonly unitPriceCents: number;
  readonly active: boolean;
}

const Rows = z.array(z.object({ sku: z.string(), unitPriceCents: z.number(), active: z.boolean() }));

/** Reads prices from checkout's own copy. A cart never has more lines than one read takes keys (100). */
export async function readPrices(client: DynamoDBClient, table: string, skus: readonly string[]): Promise<Price[]> {
  let wanted = skus.map((sku) => toAttributes({ sku }));
  const found: Price[] = [];
  while (wanted.length > 0) {
    const request = { RequestItems: { [table]: { Keys: wanted } } };
    const { Responses, UnprocessedKeys } = await client.send(new BatchGetItemCommand(request));
    found.push(...parse(Rows, (Responses?.[table] ?? []).map(fromAttributes), 'Table prices'));
    wanted = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
}

/** Prices the lines of a cart, and reports all SKUs that are not for sale together. */
export function priceLines(
  lines: readonly RequestedLine[],
  prices: readonly Price[],
): Pick<OrderSnapshot, 'lines' | 'totalCents'> {
  const bySku = new Map(prices.filter(({ active }) => active).map((price) => [price.sku, price]));
  const unknown = lines.flatMap(({ sku }, index) =>
    bySku.has(sku) ? [] : [{ path: `body.lines.${index}.sku`, message: `${sku} is not for sale` }],
  );
  if (unknown.length > 0) throw unprocessable(unknown);
  const priced = lines.map((line) => ({ ...line, unitPriceCents: bySku.get(line.sku)?.unitPriceCents ?? 0 }));
  const totalCents = priced.reduce((sum, { quantity, unitPriceCents }) => sum + quantity * unitPriceCents, 0);
  return { lines: priced, totalCents };
}
