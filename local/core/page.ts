import { AwsError } from './aws-error.ts';

/** One page of a list held in memory; the token is the index of the next item. */
export function page<Item>(
  items: readonly Item[],
  limit: number,
  token: string | undefined,
): { readonly items: readonly Item[]; readonly nextToken?: string } {
  const start = token === undefined ? 0 : Number(token);
  if (!Number.isSafeInteger(start) || start < 0) {
    throw new AwsError('InvalidNextToken', `The token '${String(token)}' does not come from this list.`);
  }
  const end = start + limit;
  return { items: items.slice(start, end), ...(end < items.length ? { nextToken: String(end) } : {}) };
}
