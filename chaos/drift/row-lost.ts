import * as z from 'zod';
import { inView, rowAt, viewDrift } from './writing.ts';

/** A row is gone, as if after a stray delete. */
export const rowLost = viewDrift({
  kind: 'row-lost',
  summary: 'A row is deleted.',
  parameters: z.strictObject(inView),
  async change({ key }, view) {
    return {
      write: { kind: 'delete', key, guard: await rowAt(view, key) },
      description: `${key} deleted from ${view.name}`,
    };
  },
});
