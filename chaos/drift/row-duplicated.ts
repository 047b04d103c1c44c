import * as z from 'zod';
import { otherKey } from './values.ts';
import { inView, rowAt, viewDrift } from './writing.ts';

/** A row exists twice, as if a write had been repeated under a new key. */
export const rowDuplicated = viewDrift({
  kind: 'row-duplicated',
  summary: "A row's fields exist a second time, under another key.",
  parameters: z.strictObject(inView),
  async change({ key, draw }, view) {
    const { fields, stored } = await rowAt(view, key);
    const copy = otherKey(view, key, draw);
    return {
      write: { kind: 'create', key: copy, fields, ...(stored !== undefined && { stored }) },
      description: `${key} of ${view.name} duplicated as ${copy}`,
    };
  },
});
