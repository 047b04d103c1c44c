import assert from 'node:assert/strict';
import { StoreReadError } from '../engine/index.ts';
import { AT, type Check, checksOf, named, type OpenStore, reading, scanned } from './store.ts';

/** What every store has to do when it cannot be read: fail, and never appear empty or smaller. */
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

    async 'ends a scan that breaks in the middle in an error'({ breaking, put }) {
      await put(named('half', 60), AT);
      await assert.rejects(scanned(breaking), StoreReadError);
    },
  });
