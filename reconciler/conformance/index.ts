/**
 * `evenkeel/reconciler/conformance`: what a view of a store must do, as checks that any test runner can loop over.
 *
 * @example
 * describe('our store', () => {
 *   for (const { name, run } of storeConformance(open)) it(name, run);
 * });
 */
import { describingConformance } from './describing.ts';
import { failingConformance } from './failing.ts';
import { readingConformance } from './reading.ts';
import { restrictedConformance } from './restricted.ts';
import type { Check, OpenStore } from './store.ts';

export { describingConformance } from './describing.ts';
export { failingConformance } from './failing.ts';
export { groupConformance } from './grouping.ts';
export { pushdownConformance } from './pushdown.ts';
export { readingConformance } from './reading.ts';
export type { Check, OpenStore, StoreUnderTest, WrittenStoreUnderTest } from './store.ts';
export { writingConformance } from './writing.ts';

/**
 * Checks for every store. A store that takes repairs also runs `writingConformance`, and a store that computes sketches
 * also runs `pushdownConformance`, and one that reads by the values of any field `groupConformance`.
 */
export const storeConformance = (open: OpenStore): Check[] => [
  ...readingConformance(open),
  ...failingConformance(open),
  ...describingConformance(open),
  ...restrictedConformance(open),
];
