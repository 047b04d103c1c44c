/** The last write to a row, as the row itself says it, and which of two writes the last writer made. */
import { fromText, microsecondsOf, own, type Row, type Value } from '../../engine/index.ts';

type Side = 'left' | 'right';

/** Fields of both replicas that say when, and how often, a row was written. */
export interface WriteFields {
  readonly updatedAt: string;
  readonly version?: string | undefined;
}

export interface Write {
  /** Undefined for a value that is no time. */
  readonly at: bigint | undefined;
  readonly version: bigint | undefined;
}

export const writeIn = ({ fields }: Row, { updatedAt, version }: WriteFields): Write => ({
  at: timeOf(own(fields, updatedAt)),
  version: version === undefined ? undefined : integerOf(own(fields, version)),
});

/** An integer is a time as it is, such as epoch milliseconds; a text or timestamp is ISO 8601. */
function timeOf(value: Value | undefined): bigint | undefined {
  if (typeof value !== 'string') return integerOf(value);
  try {
    const time = fromText('timestamp', value);
    return typeof time === 'string' ? microsecondsOf(time) : undefined;
  } catch {
    return undefined;
  }
}

const integerOf = (value: Value | undefined): bigint | undefined => (typeof value === 'bigint' ? value : undefined);

/** The side that the last writer wrote; undefined if the times are equal, or one is missing. */
export function winnerOf({ left, right }: Readonly<Record<Side, Write>>): Side | undefined {
  if (left.at === undefined || right.at === undefined || left.at === right.at) return undefined;
  return left.at > right.at ? 'left' : 'right';
}

/**
 * How two rows that differ came apart. `behind`: the older write has the lower version too, so that side may only lack the
 * later write. `conflict`: the older write has the same or a higher version, so both sides were written without knowing of
 * each other. Undefined if there is no version, or no winner.
 */
export function relationOf(writes: Readonly<Record<Side, Write>>): 'behind' | 'conflict' | undefined {
  const winner = winnerOf(writes);
  if (winner === undefined) return undefined;
  const [later, earlier] = winner === 'left' ? [writes.left, writes.right] : [writes.right, writes.left];
  if (later.version === undefined || earlier.version === undefined) return undefined;
  return earlier.version < later.version ? 'behind' : 'conflict';
}
