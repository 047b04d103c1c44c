import assert from 'node:assert/strict';
import { StoreReadError } from '../engine/index.ts';
import { AT, type Check, checksOf, named, type OpenStore, reading, scanned } from './store.ts';

/**
 * Checks with a store that cannot be read: reading must fail, and the store must never appear to be empty or to have
 * fewer rows.
 */
export const failingConformance = (open: OpenStore): Check[] =>
  checksOf(open, {
    async 'says which view could not be read'({ broken }) {
      await assert.rejects(broken.read(['a'], reading), StoreReadError);
      await assert.rejects(scanned(broken), (error: unknown) => {
        assert.ok(error instanceof StoreReadError);
        assert.ok(error.message.includes(broken.name), error.message);
        return true;
      });
    },

    async 'ends a scan with an error if its connection breaks in the middle'({ breaking, put }) {
      await put(named('half', 60), AT);
      await assert.rejects(scanned(breaking), StoreReadError);
    },
  });
