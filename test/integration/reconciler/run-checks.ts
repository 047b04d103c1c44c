import { afterAll, beforeAll, describe, it } from '@jest/globals';
import type { Check, OpenStore, StoreUnderTest } from '../../../reconciler/conformance/index.ts';

export interface OpenedStore extends StoreUnderTest {
  close(): Promise<void>;
}

/** Runs the checks of the package's own contract against a store that is opened once for all of them. */
export function runChecks<Store extends OpenedStore>(
  name: string,
  open: () => Promise<Store>,
  ...contracts: readonly ((open: OpenStore<Store>) => Check[])[]
): void {
  describe(`${name} as a view`, () => {
    let store: Store;
    beforeAll(async () => {
      store = await open();
    }, 60_000);
    afterAll(async () => store.close());
    for (const contract of contracts) for (const check of contract(() => store)) it(check.name, check.run);
  });
}
