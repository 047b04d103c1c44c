import * as z from 'zod';
import { EVIDENCE_VERSION, Text, VirtualTime } from './format.ts';

export const SnapshotName = z.enum(['before', 'drained', 'drifted', 'end']);

/** A record's fields by name. A sensitive value is replaced by a digest that is comparable within its run. */
export const Fields = z.record(z.string(), z.json());

/** One row of a view at one moment: a line of `state/<moment>/<view>.ndjson`. */
export const StoredRecord = z.strictObject({
  key: z.string(),
  fields: Fields,
  version: z.string().optional(),
  /** The last write, on the system's clock. */
  touchedAt: VirtualTime.optional(),
});

/** `state/<moment>/snapshot.json`: when the stores were read, and which views. */
export const SnapshotHeader = z.strictObject({
  version: z.literal(EVIDENCE_VERSION),
  name: SnapshotName,
  at: VirtualTime,
  views: z.array(Text).refine((views) => new Set(views).size === views.length, 'must name each view once'),
});

/** The contents of the stores at one moment, read without going through the services. */
export interface Snapshot {
  readonly name: SnapshotName;
  readonly at: string;
  /** View -> key -> record. */
  readonly views: ReadonlyMap<string, ReadonlyMap<string, StoredRecord>>;
}

export type SnapshotName = z.infer<typeof SnapshotName>;
export type Fields = z.infer<typeof Fields>;
export type StoredRecord = z.infer<typeof StoredRecord>;
export type SnapshotHeader = z.infer<typeof SnapshotHeader>;
