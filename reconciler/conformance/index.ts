/**
 * `evenkeel/reconciler/conformance`: what a store has to do as a view, as checks that any test runner can loop over.
 *
 * @example
 * describe('our store', () => {
 *   for (const { name, run } of storeContract(open)) it(name, run);
 * });
 */
import { describingContract } from './describing.ts';
import { failingContract } from './failing.ts';
import { readingContract } from './reading.ts';
import type { Check, OpenStore } from './store.ts';

export { describingContract } from './describing.ts';
export { failingContract } from './failing.ts';
export { pushdownContract } from './pushdown.ts';
export { readingContract } from './reading.ts';
export type { Check, OpenStore, StoreUnderTest, WrittenStoreUnderTest } from './store.ts';
export { writingContract } from './writing.ts';

/**
 * What every store has to do. One that repairs are written through runs `writingContract` too, and one that computes
 * sketches `pushdownContract`.
 */
export const storeContract = (open: OpenStore): Check[] => [
  ...readingContract(open),
  ...failingContract(open),
  ...describingContract(open),
];
