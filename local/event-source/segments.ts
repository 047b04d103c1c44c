/**
 * The state of a batch of stream records after each delivery, as a pure state machine. A batch is processed as segments in
 * stream order. Only the first segment is delivered, so that records stay in order.
 */

/** Records that are delivered together, and how many of their deliveries failed and counted as attempts. */
export interface Segment<Item> {
  readonly items: readonly Item[];
  readonly attempts: number;
}

export interface RetryPolicy {
  /** undefined: retry until the records are too old. */
  readonly maximumRetryAttempts: number | undefined;
  readonly bisect: boolean;
}

export type Delivery =
  | { readonly outcome: 'succeeded' }
  /** @property from index of the first item that failed; all items before it succeeded */
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
 * The segments that remain after the first one was delivered.
 * - If an item in the middle failed, the items from there on form a new segment with one failed attempt.
 * - With bisect, several failed items are split without using up an attempt: at the item that the function reported, or
 *   in the middle if the first item failed.
 * - A throttled delivery does not count as an attempt.
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

/** Removes items that have become too old from the front of the first segment; the records of a stream age in order. */
export function expire<Item>(
  [first, ...rest]: readonly Segment<Item>[],
  isTooOld: (item: Item) => boolean,
): Progress<Item> {
  if (!first) return { segments: [] };
  const recent = first.items.findIndex((item) => !isTooOld(item));
  if (recent === 0) return { segments: [first, ...rest] };
  const count = recent === -1 ? first.items.length : recent;
  const left = first.items.slice(count);
  return {
    segments: left.length > 0 ? [{ items: left, attempts: 0 }, ...rest] : rest,
    discarded: { items: first.items.slice(0, count), attempts: first.attempts, condition: 'RecordAgeExceeded' },
  };
}

/** Real milliseconds to wait after a number of consecutive deliveries that did not succeed. */
export const backOffMs = (failures: number): number => Math.min(30_000, 200 * 2 ** Math.max(0, failures - 1));
