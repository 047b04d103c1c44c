/**
 * What becomes of a batch of stream records after each delivery, as a pure state machine. A batch is worked through as
 * segments in stream order, of which only the first is delivered, so that the order of records is kept.
 */

/** Records delivered together, and how many deliveries of them failed and counted. */
export interface Segment<Item> {
  readonly items: readonly Item[];
  readonly attempts: number;
}

export interface RetryPolicy {
  /** undefined: until the records are too old. */
  readonly maximumRetryAttempts: number | undefined;
  readonly bisect: boolean;
}

export type Delivery =
  | { readonly outcome: 'succeeded' }
  /** @property from index of the first item that failed; all before it are done */
  | { readonly outcome: 'failed'; readonly from: number }
  | { readonly outcome: 'throttled' };

export type DiscardCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

export interface Discarded<Item> extends Segment<Item> {
  readonly condition: DiscardCondition;
}

export interface Progress<Item> {
  readonly segments: readonly Segment<Item>[];
  readonly discarded?: Discarded<Item>;
}

function bisected<Item>({ items, attempts }: Segment<Item>): readonly Segment<Item>[] {
  const middle = Math.ceil(items.length / 2);
  return [
    { items: items.slice(0, middle), attempts },
    { items: items.slice(middle), attempts },
  ];
}

/**
 * The segments left after the first was delivered.
 * - A failure in the middle makes the rest a segment of its own; its first item has failed once.
 * - With bisect, more than one failed item is split, which uses up no attempt; a split is where the function said the
 *   failure is, or in the middle when it failed from the first item on.
 * - A throttled delivery is no attempt.
 */
export function afterDelivery<Item>(
  [first, ...rest]: readonly Segment<Item>[],
  delivery: Delivery,
  { maximumRetryAttempts = Infinity, bisect }: RetryPolicy,
): Progress<Item> {
  if (!first || delivery.outcome === 'succeeded') return { segments: rest };
  if (delivery.outcome === 'throttled') return { segments: [first, ...rest] };
  const items = first.items.slice(delivery.from);
  const advanced = delivery.from > 0;
  if (bisect && items.length > 1) {
    if (advanced) return { segments: [{ items, attempts: 0 }, ...rest] };
    return { segments: [...bisected(first), ...rest] };
  }
  const attempts = (advanced ? 0 : first.attempts) + 1;
  if (attempts > maximumRetryAttempts) {
    return { segments: rest, discarded: { items, attempts, condition: 'RetryAttemptsExhausted' } };
  }
  return { segments: [{ items, attempts }, ...rest] };
}

/** Takes out of the first segment what has become too old to deliver; records of a stream age in order. */
export function expire<Item>(
  [first, ...rest]: readonly Segment<Item>[],
  isTooOld: (item: Item) => boolean,
): Progress<Item> {
  if (!first) return { segments: [] };
  const young = first.items.findIndex((item) => !isTooOld(item));
  if (young === 0) return { segments: [first, ...rest] };
  const count = young === -1 ? first.items.length : young;
  const left = first.items.slice(count);
  return {
    segments: left.length > 0 ? [{ items: left, attempts: 0 }, ...rest] : rest,
    discarded: { items: first.items.slice(0, count), attempts: first.attempts, condition: 'RecordAgeExceeded' },
  };
}

/** Real milliseconds to wait after the n-th delivery in a row that did not succeed. */
export const backOffMs = (failures: number): number => Math.min(30_000, 200 * 2 ** Math.max(0, failures - 1));
