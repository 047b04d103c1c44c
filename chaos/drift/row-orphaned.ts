import * as z from 'zod';
import { changed, otherKey } from './values.ts';
import { inView, rowAt, viewDrift } from './writing.ts';

/** A row without an origin: its key and its texts differ from those of every other row. */
export const rowOrphaned = viewDrift({
  kind: 'row-orphaned',
  summary: 'A row exists under a key that no other store knows.',
  parameters: z.strictObject({
    ...inView,
    keep: z
      .array(z.string())
      .optional()
      .describe('Fields that keep the value of an existing row, such as its state; by default all do.'),
  }),
  fields: ({ keep = [] }) => Object.fromEntries(keep.map((field, at) => [`keep[${at}]`, field])),
  async change({ key, parameters: { keep }, draw }, view) {
    const row = await rowAt(view, key);
    const fields = Object.fromEntries(
      Object.entries(row.fields).map(([field, value]) => [
        field,
        keep === undefined || keep.includes(field) ? value : changed(view, field, value),
      ]),
    );
    const orphan = otherKey(view, key, draw);
    return {
      write: { kind: 'create', key: orphan, fields },
      description: `${orphan} created in ${view.name}, and no other store knows it`,
    };
  },
});
