/** The parts of a DynamoDB table: segments of a parallel scan. */
import * as z from 'zod/mini';
import type { Parts } from '../../engine/index.ts';
import type { TableIdentity } from './describe.ts';

const Segment = z.object({
  segment: z.int(),
  of: z.int(),
  /** Which table it is a part of. */
  table: z.string(),
});

export const segmentsIn = (part: string): z.infer<typeof Segment> => Segment.parse(JSON.parse(part));

export const tableParts = (identity: TableIdentity): Parts => ({
  async list(count, reading) {
    const table = await identity.remember(reading);
    return Array.from({ length: count }, (_part, segment) => JSON.stringify({ segment, of: count, table }));
  },
  resume(part) {
    identity.recall(segmentsIn(part).table);
  },
});
