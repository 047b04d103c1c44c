/** The records that two snapshots have in common, which both comparisons of their writes go through. */
import type { JudgedEvent } from '../../evidence/evidence.ts';
import type { Snapshot, StoredRecord } from '../../schemas/index.ts';

type Views = Snapshot['views'];
type DriftWrites = NonNullable<Extract<JudgedEvent, { kind: 'drift.seeded' }>['writes']>;

/**
 * A sentence for each record that stands in both snapshots and about which `judge` says something.
 *
 * @param excepted records that something else than the system has written, by `nameOf`
 */
export function keptRecordsDiffer(
  earlier: Views,
  later: Views,
  excepted: ReadonlySet<string>,
  judge: (was: StoredRecord, is: StoredRecord) => string | undefined,
): string[] {
  return [...earlier].flatMap(([view, records]) => {
    const others = later.get(view);
    // Views with the same content are the same object.
    if (others === undefined || others === records) return [];
    const lines: string[] = [];
    for (const was of records.values()) {
      const is = others.get(was.key);
      if (is === undefined || excepted.has(nameOf(view, was.key))) continue;
      const line = judge(was, is);
      if (line !== undefined) lines.push(`${view} ${was.key} ${line}`);
    }
    return lines;
  });
}

export const NONE: ReadonlySet<string> = new Set();

export const nameOf = (view: string, key: string): string => JSON.stringify([view, key]);

/** The records that drift was written to. */
export function seededIn(events: readonly JudgedEvent[]): ReadonlySet<string> {
  return new Set(writesOfDrift(events).map(({ view, key }) => nameOf(view, key)));
}

/** What drift wrote, as far as the run says so. */
export function writesOfDrift(events: readonly JudgedEvent[]): DriftWrites {
  return events.flatMap((event) => (event.kind === 'drift.seeded' ? (event.writes ?? []) : []));
}
