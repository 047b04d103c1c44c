import { AwsError } from './aws-error.ts';

/** One page of a listing that is held in memory; the token is the place of the next item. */
export function page<Item>(
  items: readonly Item[],
  limit: number,
  token: string | undefined,
): { readonly items: readonly Item[]; readonly nextToken?: string } {
  const start = token === undefined ? 0 : Number(token);
  if (!Number.isSafeInteger(start) || start < 0) {
    throw new AwsError('InvalidNextToken', `The token '${String(token)}' was not given out by this listing.`);
  }
  const end = start + limit;
  return { items: items.slice(start, end), ...(end < items.length ? { nextToken: String(end) } : {}) };
}
