/** A write to an item of a global table, and which of two is the last. */
import { isDeepStrictEqual } from 'node:util';

/** An item in DynamoDB's JSON. */
export type Item = Readonly<Record<string, unknown>>;

/** When and where an item was written. Version 2019.11.21 of global tables keeps it out of sight of the table's clients. */
export interface Stamp {
  /** Virtual milliseconds. */
  readonly at: number;
  readonly region: string;
}

export interface Write {
  /** Identifies the item; equal for all writes of the same item. */
  readonly key: string;
  /** The item as it was written; undefined if it was deleted. */
  readonly item: Item | undefined;
  readonly stamp: Stamp;
  /** What the write replaced in its region; undefined if the region had never had the item. */
  readonly over: Stamp | undefined;
}

/**
 * Whether the first write is the last of two. AWS promises that all replicas agree on the last writer, and says nothing about
 * two writes in the same moment; here, the region's name decides between them.
 */
export const isLater = (one: Stamp, other: Stamp | undefined): boolean =>
  other === undefined || one.at > other.at || (one.at === other.at && one.region > other.region);

export const isSameStamp = (one: Stamp | undefined, other: Stamp | undefined): boolean =>
  one?.at === other?.at && one?.region === other?.region;

export const isSameItem = (one: Item | undefined, other: Item | undefined): boolean => isDeepStrictEqual(one, other);
