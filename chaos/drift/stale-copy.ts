import * as z from 'zod';
import { HarnessError } from '../errors.ts';
import { changed, shown } from './values.ts';
import { inView, rowAt, viewDrift } from './writing.ts';

/** A copy holds its master's previous values, as if an event had been lost or had arrived out of order. */
export const staleCopy = viewDrift({
  kind: 'stale-copy',
  summary: 'A copy has the values of an older version.',
  parameters: z.strictObject({
    ...inView,
    field: z.string().describe('A field that had another value in the older version.'),
    version: z.string().optional().describe('The field that is the version; by default `version`, if the view has it.'),
  }),
  fields: ({ field, version }) => ({ field, version }),
  async change({ key, parameters: { field, version = 'version' } }, view) {
    const guard = await rowAt(view, key);
    const current = guard.fields[version];
    if (view.fields[version] !== undefined && typeof current !== 'bigint') {
      throw new HarnessError(
        `${view.name} ${key}: its version ${version} is ${shown(view, version, current)}, which is not an integer`,
      );
    }
    const older = typeof current === 'bigint' ? { [version]: current - 1n } : {};
    return {
      write: { kind: 'update', key, fields: { [field]: changed(view, field, guard.fields[field]), ...older }, guard },
      description: `${key} of ${view.name} has ${field} as of an older version`,
    };
  },
});
