import { afterAll, beforeAll, describe, it } from '@jest/globals';
import type { Check, OpenStore, StoreUnderTest } from '../../../reconciler/conformance/index.ts';

export interface OpenedStore extends StoreUnderTest {
  close(): Promise<void>;
}

/** Runs checks of the conformance kit on a store that is opened once for all of them. */
export function runChecks<Store extends OpenedStore>(
  name: string,
  open: () => Promise<Store>,
  ...kits: readonly ((open: OpenStore<Store>) => Check[])[]
): void {
  describe(`${name} as a view`, () => {
    let store: Store;
    beforeAll(async () => {
      store = await open();
    }, 60_000);
    afterAll(async () => store.close());
    for (const checks of kits) for (const check of checks(() => store)) it(check.name, check.run, 60_000);
  });
}
