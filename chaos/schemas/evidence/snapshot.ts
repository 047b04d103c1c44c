import * as z from 'zod';
import { EVIDENCE_VERSION, Text, VirtualTime } from './format.ts';

export const SnapshotName = z.enum(['before', 'drained', 'drifted', 'end']);

/** A record's fields by name. A sensitive value is replaced by a digest that is comparable within its run. */
export const Fields = z.record(z.string(), z.json());

/** A whole number as a text: the numbers of a store may be larger than JavaScript's. */
export const RecordVersion = /^-?\d{1,40}$/;

/** One row of a view at one moment: a line of `state/<moment>/<view>.ndjson`. */
export const StoredRecord = z.strictObject({
  key: z.string(),
  fields: Fields,
  version: z.string().regex(RecordVersion).optional(),
  /** The last write, on the system's clock. */
  touchedAt: VirtualTime.optional(),
});

/** More fields than any view declares. */
const MAX_FIELDS = 10_000;

/** `state/<moment>/snapshot.json`: when the stores were read, and which views. */
export const SnapshotHeader = z
  .strictObject({
    version: z.literal(EVIDENCE_VERSION),
    name: SnapshotName,
    at: VirtualTime,
    views: z.array(Text).refine((views) => new Set(views).size === views.length, 'must name each view once'),
    /** The fields that each view declares. */
    fields: z.record(Text, z.array(z.string()).max(MAX_FIELDS)).optional(),
  })
  .refine(
    ({ views, fields = {} }) => Object.keys(fields).every((view) => views.includes(view)),
    'must declare fields only of its views',
  );

/** The contents of the stores at one moment, read without going through the services. */
export interface Snapshot {
  readonly name: SnapshotName;
  readonly at: string;
  /** View -> key -> record. */
  readonly views: ReadonlyMap<string, ReadonlyMap<string, StoredRecord>>;
  /** View -> the fields that it declares. Absent in runs of versions that did not record them. */
  readonly fields?: ReadonlyMap<string, ReadonlySet<string>>;
}

export type SnapshotName = z.infer<typeof SnapshotName>;
export type Fields = z.infer<typeof Fields>;
export type StoredRecord = z.infer<typeof StoredRecord>;
export type SnapshotHeader = z.infer<typeof SnapshotHeader>;
