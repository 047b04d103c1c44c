import * as z from 'zod';
import { anyJson, type Json } from '../data/json.ts';
import type { Integration } from './integration.ts';
import { taskParameters } from './parameters.ts';

const parameters = z.object({ Entries: z.array(z.record(z.string(), anyJson)).min(1) });

/** `events:putEvents`; a detail that is no text is sent as JSON. */
export const eventBridge: Integration = {
  actions: ['events:putEvents'],
  patterns: ['requestResponse'],
  async run({ arn, parameters: given, caller }, { putEvents }): Promise<Json> {
    const { Entries } = taskParameters(parameters, given, arn);
    const reply = await putEvents(
      caller,
      Entries.map(({ Detail = {}, ...entry }) => ({
        ...entry,
        Detail: typeof Detail === 'string' ? Detail : JSON.stringify(Detail),
      })),
    );
    return reply as Json;
  },
};
