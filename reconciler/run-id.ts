import { randomBytes } from 'node:crypto';

/** Sorts by time: `20260314T150000Z-9f2c1a`. */
export const newRunId = (at: Date): string =>
  `${at.toISOString().replace(/[-:]|\.\d+/g, '')}-${randomBytes(3).toString('hex')}`;
