import * as z from 'zod';
import { changed, shown } from './values.ts';
import { inView, rowAt, viewDrift } from './writing.ts';

/** One field of a row has another value, as if after a stray write. */
export const fieldChanged = viewDrift({
  kind: 'field-changed',
  summary: 'A field of a row has another value.',
  parameters: z.strictObject({ ...inView, field: z.string() }),
  fields: ({ field }) => ({ field }),
  async change({ key, parameters: { field } }, view) {
    const guard = await rowAt(view, key);
    const value = changed(view, field, guard.fields[field]);
    return {
      write: { kind: 'update', key, fields: { [field]: value }, guard },
      description: `${field} of ${key} in ${view.name} changed from ${shown(view, field, guard.fields[field])} to ${shown(view, field, value)}`,
    };
  },
});
