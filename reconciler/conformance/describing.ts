import assert from 'node:assert/strict';
import { AT, type Check, checksOf, named, type OpenStore, reading, scanned } from './store.ts';

/** Checks for every store with `inspect` and `estimate`. */
export const describingConformance = (open: OpenStore): Check[] =>
  checksOf(open, {
    async 'finds nothing wrong with a sound view'({ view, put }) {
      await put(named('sound', 1), AT);
      assert.deepEqual(await view.inspect?.(reading), []);
    },

    async 'finds each mistake before a row is read'({ mistaken, put }) {
      await put(named('sound', 1), AT);
      for (const [place, view] of Object.entries(mistaken)) {
        const problems = (await view.inspect?.(reading)) ?? [];
        const found = problems.map(({ path }) => path);
        assert.deepEqual([...new Set(found)], [`${view.name}.${place}`], JSON.stringify(problems));
      }
    },

    async 'estimates the rows of a scan within a factor of two'({ view, put, analyse }) {
      await put(named('estimate', 200), AT);
      await analyse();
      const rows = (await scanned(view)).length;
      const estimate = await view.estimate?.(reading);
      assert.ok(estimate !== undefined && estimate.bytes > 0);
      assert.ok(
        estimate.rows > rows / 2 && estimate.rows < rows * 2,
        `estimated ${estimate.rows} rows, but the view has ${rows}`,
      );
    },
  });
