import * as z from 'zod';
import { inView, keysOf, rowAt, viewDrift } from './writing.ts';

/** A record is back in an earlier state, as if after a late or repeated event. */
export const stateRewound = viewDrift({
  kind: 'state-rewound',
  summary: 'A record is back in an earlier state.',
  parameters: z.strictObject({
    ...inView,
    state: z.string().describe('The earlier state.'),
    field: z.string().default('state').describe('The field that is the state.'),
    from: z.string().optional().describe('Only records in this state are rewound.'),
  }),
  fields: ({ field }) => ({ field }),
  candidates: (snapshot, parameters) => {
    const { view, field, state, from } = parameters;
    const records = snapshot.views.get(view);
    return keysOf(snapshot, parameters).filter((key) => {
      const held = records?.get(key)?.fields[field];
      return held !== state && (from === undefined || held === from);
    });
  },
  async change({ key, parameters: { field, state } }, view) {
    const guard = await rowAt(view, key);
    return {
      write: { kind: 'update', key, fields: { [field]: state }, guard },
      description: `${key} of ${view.name} set back to ${state}`,
    };
  },
});
