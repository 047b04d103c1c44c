/**
 * What typically causes a difference between a derived value and its source, concluded from the records at hand alone. Pure:
 * nothing is read here.
 */
import {
  type Amount,
  amountText,
  type CauseKind,
  isSameAmount,
  isZero,
  negated,
  sumOf,
  ZERO,
} from '../../engine/index.ts';

/** A record of the source, and what it adds to each derived number: 1 to a count, the value of a field to a sum. */
export interface SourceRecord {
  readonly key: string;
  /** When it was last written, epoch milliseconds; undefined if its view has no `updatedAt`. */
  readonly at?: number | undefined;
  /** Undefined if one of the values is not a number. */
  readonly amounts?: readonly Amount[] | undefined;
}

export interface Evidence {
  /** The newest records of the group, newest first. */
  readonly records: readonly SourceRecord[];
  /** Number of records of the group. */
  readonly count: number;
  /** When the derived row was last written, epoch milliseconds; undefined if that is not known, or there is no row. */
  readonly derivedAt?: number | undefined;
}

export interface Conclusion {
  readonly kind: CauseKind;
  readonly summary: string;
  /** The records that fit. */
  readonly records: readonly SourceRecord[];
}

const DELETION_MISSED: Conclusion = {
  kind: 'deletion-missed',
  summary: 'The source has no record of the group any more: deletions were not handled.',
  records: [],
};

/** Records that are written within this time of each other may be handled at once. */
const NEAR_MS = 1000;

/**
 * The cause of counts and sums that are off, each by its difference: more than zero if the derived number is too high. A record
 * fits only if it explains all of them.
 */
export function causeOfNumbers(differences: readonly Amount[], evidence: Evidence): Conclusion {
  const { records, count } = evidence;
  if (differences.every(isZero)) return unknown('the numbers are equal');
  if (count === 0) {
    return differences.every(({ units }) => units >= 0n)
      ? DELETION_MISSED
      : unknown('the derived value is below zero, and the source has no record of the group');
  }
  const lacking = differences.map(negated);
  const unseen = unseenSince(evidence);
  if (unseen !== undefined && isSame(totalOf(unseen, differences.length), lacking))
    return notHandledSince(unseen, evidence);
  const lacked = records.filter(({ amounts }) => amounts !== undefined && isSame(amounts, lacking));
  const repeated = records.filter(({ amounts }) => amounts !== undefined && isSame(amounts, differences));
  if (lacked.length > 0 && repeated.length > 0) {
    return {
      ...unknown(
        `${oneOf(lacked, evidence)} was not counted, or ${oneOf(repeated, evidence)} was counted twice; both fit`,
      ),
      records: [...lacked, ...repeated],
    };
  }
  if (repeated.length > 0) {
    return {
      kind: 'handled-twice',
      summary: `The derived value holds exactly what ${oneOf(repeated, evidence)} adds once too often: handled twice, such as after a time-out, or not subtracted after a record of the same amount was deleted.`,
      records: repeated,
    };
  }
  if (lacked.length === 0) return unknown(noSingleRecord(differences, evidence));
  const pairs = lacked.flatMap((record) => {
    const neighbour = nearestTo(record, records);
    return neighbour === undefined ? [] : [{ record, neighbour }];
  });
  const [first] = pairs;
  if (first !== undefined && pairs.length === lacked.length) return raceBetween(first, pairs);
  return {
    kind: 'not-handled',
    summary: `The derived value lacks exactly what ${oneOf(lacked, evidence)} adds: written, but not counted, such as a record that was given up to the dead-letter queue.`,
    records: lacked,
  };
}

/** The cause of a flag that is wrong. */
export function causeOfFlag(isSet: boolean, { count, records }: Evidence): Conclusion {
  if (isSet && count === 0) return DELETION_MISSED;
  if (isSet || count === 0) return unknown('the records do not explain the flag');
  return {
    kind: 'not-handled',
    summary: `The source has ${counted(count)} of the group, and none of them was handled.`,
    records,
  };
}

/**
 * The cause of a derived row that is not made of the latest record.
 *
 * @param held the record whose values the derived row holds, if one of the records at hand has them
 */
export function causeOfLatest(held: SourceRecord | undefined, evidence: Evidence): Conclusion {
  const { records, count, derivedAt } = evidence;
  const [latest] = records;
  if (latest === undefined) {
    return count === 0 ? DELETION_MISSED : unknown('too many groups differ to keep their records');
  }
  const isUnhandled = derivedAt !== undefined && latest.at !== undefined && derivedAt < latest.at;
  if (isUnhandled) {
    return {
      kind: 'not-handled',
      summary: `Record ${latest.key}, the latest, was written after the derived row (${timeOf(derivedAt)}): it was not handled.`,
      records: [latest],
    };
  }
  if (held === undefined || held.key === latest.key)
    return unknown('no record at hand has the values of the derived row');
  if (derivedAt === undefined || latest.at === undefined) {
    return {
      ...unknown(
        `the derived row holds record ${held.key}, which is older than record ${latest.key}; without the times of both it is not known whether the latest was handled`,
      ),
      records: [latest, held],
    };
  }
  return {
    kind: 'out-of-order',
    summary: `The derived row holds record ${held.key}, which is older than record ${latest.key}, and was written (${timeOf(derivedAt)}) after that: the older record was handled last.`,
    records: [latest, held],
  };
}

/** Records written after the derived row; undefined if that is not known of all of them. */
function unseenSince({ records, count, derivedAt }: Evidence): readonly SourceRecord[] | undefined {
  if (derivedAt === undefined) return undefined;
  const unseen = records.filter(({ at }) => at !== undefined && at > derivedAt);
  // The records at hand are the newest: if one of them is not newer than the row, no other record is.
  const isComplete = records.length === count || unseen.length < records.length;
  return isComplete && unseen.length > 0 ? unseen : undefined;
}

function notHandledSince(unseen: readonly SourceRecord[], { count, derivedAt }: Evidence): Conclusion {
  const [first] = unseen;
  const what = unseen.length === 1 ? `what record ${first?.key ?? ''} adds` : `what ${unseen.length} records add`;
  const share = unseen.length === count && count > 1 ? ', all of the group' : '';
  return {
    kind: 'not-handled',
    summary: `The derived value lacks exactly ${what}${share}, written after it (${timeOf(derivedAt)}): given up to the dead-letter queue, or never delivered.`,
    records: unseen,
  };
}

interface Near {
  readonly record: SourceRecord;
  readonly neighbour: SourceRecord;
}

function raceBetween({ record, neighbour }: Near, pairs: readonly Near[]): Conclusion {
  const apart = Math.abs((record.at ?? 0) - (neighbour.at ?? 0));
  const more = pairs.length > 2 ? ', or others like them' : '';
  const involved = new Map(
    pairs.flatMap(
      ({ record: one, neighbour: other }) =>
        [
          [one.key, one],
          [other.key, other],
        ] as const,
    ),
  );
  return {
    kind: 'race',
    summary: `The derived value lacks exactly what record ${record.key} adds, written ${apart} ms apart from record ${neighbour.key}${more}: both were probably handled at once, and one result overwrote the other (read, compute, write).`,
    records: [...involved.values()],
  };
}

/** The record closest in time, if it is close enough to have been handled at once. */
function nearestTo({ key, at }: SourceRecord, records: readonly SourceRecord[]): SourceRecord | undefined {
  if (at === undefined) return undefined;
  const distance = (other: SourceRecord): number => Math.abs((other.at ?? Infinity) - at);
  const near = records.filter((other) => other.key !== key && distance(other) <= NEAR_MS);
  return near.toSorted((one, other) => distance(one) - distance(other))[0];
}

function noSingleRecord(differences: readonly Amount[], { records, count }: Evidence): string {
  const off = differences.map((difference) => `${difference.units > 0n ? '+' : ''}${amountText(difference)}`);
  const isOff = `the derived value is off by ${off.join(' and ')}`;
  if (records.length === 0) return `${isOff}; too many groups differ to keep their records`;
  const among = records.length < count ? `the newest ${records.length} of ${count} records` : `its ${counted(count)}`;
  return `${isOff}, which no single one of ${among} explains`;
}

const isSame = (ones: readonly Amount[], others: readonly Amount[]): boolean =>
  ones.every((one, at) => isSameAmount(one, others[at] ?? ZERO));

const totalOf = (records: readonly SourceRecord[], numbers: number): readonly Amount[] =>
  Array.from({ length: numbers }, (_, at) =>
    records.reduce((total, { amounts }) => sumOf(total, amounts?.[at] ?? ZERO), ZERO),
  );

function oneOf(fitting: readonly SourceRecord[], { count, records }: Evidence): string {
  const [first] = fitting;
  const older = records.length < count ? ' (or an older record)' : '';
  return fitting.length === 1 ? `record ${first?.key ?? ''}${older}` : `one of ${counted(fitting.length)}${older}`;
}

const unknown = (why: string): Conclusion => ({
  kind: 'unknown',
  summary: `Not known: ${why}.`,
  records: [],
});

const counted = (count: number): string => `${count} ${count === 1 ? 'record' : 'records'}`;

const timeOf = (at: number | undefined): string => (at === undefined ? '' : new Date(at).toISOString());
