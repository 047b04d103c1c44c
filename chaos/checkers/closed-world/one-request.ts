/** Compares what the stores hold of one request with what they must hold. */
import type { Fields } from '../../schemas/index.ts';
import type { Expected, ExpectedChoice, ExpectedRecord } from '../../system/expect.ts';
import type { MatchedRecord } from '../../system/matchers.ts';
import type { WorldFindings } from './findings.ts';
import { isAllowed, shown, shownAllowed, shownFields } from './values.ts';

/** A record that belongs to the request. */
export interface HeldRecord {
  readonly view: string;
  /** Undefined if it was found by a field. */
  readonly key: string | undefined;
  readonly fields: Fields;
}

type Pattern = Pick<ExpectedRecord, 'view' | 'where' | 'fields'>;

/** @param of the request's correlation id, for evidence */
export function compareRequest(
  of: string,
  expected: readonly Expected[],
  held: readonly HeldRecord[],
  run: MatchedRecord['run'],
  findings: WorldFindings,
): void {
  const free = new Set(held);
  const take = (pattern: Pattern): HeldRecord | undefined => {
    for (const one of free) {
      if (!fits(pattern, one, run)) continue;
      free.delete(one);
      return one;
    }
    return undefined;
  };
  const reportUnstated = (pattern: Pattern, one: HeldRecord) => {
    for (const field in one.fields) {
      if (field in pattern.fields || isFoundBy(pattern, field)) continue;
      findings.undecided.add(`${nameOf(one, of)}: the definition does not say what ${field} must hold`);
    }
  };
  const demand = (pattern: Pattern): void => {
    const one = take(pattern);
    if (one !== undefined) {
      reportUnstated(pattern, one);
      return;
    }
    const nearest = nearestOf(pattern, free, run);
    if (nearest === undefined) {
      findings.violations.add(`${placeOf(pattern, of)}: missing, with ${shownFields(pattern.fields)}`);
      return;
    }
    free.delete(nearest);
    const differences = differencesOf(pattern, nearest, run).map(
      (field) => `${field} is ${shown(nearest.fields[field])}, must be ${shownAllowed(pattern.fields[field] ?? null)}`,
    );
    findings.violations.add(`${nameOf(nearest, of)}: ${differences.join('; ')}`);
  };
  for (const one of expected) if (one.kind === 'record') demand(one);
  for (const one of expected)
    if (one.kind === 'choice') for (const pattern of chosenOf(one, free, run)) demand(pattern);
  for (const one of expected) {
    if (one.kind !== 'records') continue;
    for (let found = take(one); found !== undefined; found = take(one)) reportUnstated(one, found);
  }
  for (const one of free) {
    findings.violations.add(`${nameOf(one, of)}: nothing explains this record (${shownFields(one.fields)})`);
  }
}

/** The largest set of records that stands; if none does, the one that is nearest to what stands. */
function chosenOf({ sets }: ExpectedChoice, free: ReadonlySet<HeldRecord>, run: MatchedRecord['run']) {
  const views = new Set(sets.flatMap((patterns) => patterns.map(({ view }) => view)));
  const standing = [...free].filter(({ view }) => views.has(view));
  const ranked = sets.map((patterns) => ({ patterns, distance: distanceOf(patterns, standing, run) }));
  ranked.sort((one, other) => one.distance - other.distance || other.patterns.length - one.patterns.length);
  return ranked[0]?.patterns ?? [];
}

/** How many fields differ between the set and what stands. A record that only one of the two has counts with all of its fields. */
function distanceOf(patterns: readonly Pattern[], standing: readonly HeldRecord[], run: MatchedRecord['run']): number {
  const left = new Set(standing);
  let distance = 0;
  for (const pattern of patterns) {
    const nearest = nearestOf(pattern, left, run);
    distance +=
      nearest === undefined ? Object.keys(pattern.fields).length : differencesOf(pattern, nearest, run).length;
    if (nearest !== undefined) left.delete(nearest);
  }
  for (const { fields } of left) distance += Object.keys(fields).length;
  return distance;
}

function nearestOf(pattern: Pattern, free: ReadonlySet<HeldRecord>, run: MatchedRecord['run']): HeldRecord | undefined {
  let nearest: { readonly one: HeldRecord; readonly distance: number } | undefined;
  for (const one of free) {
    if (!isAt(pattern, one)) continue;
    const distance = differencesOf(pattern, one, run).length;
    if (nearest === undefined || distance < nearest.distance) nearest = { one, distance };
    if (distance === 0) break;
  }
  return nearest?.one;
}

const fits = (pattern: Pattern, one: HeldRecord, run: MatchedRecord['run']): boolean =>
  isAt(pattern, one) && differencesOf(pattern, one, run).length === 0;

/** Whether the record can be the expected one, by its view and key. One that was found by a field has that field. */
function isAt({ view, where }: Pattern, one: HeldRecord): boolean {
  return one.view === view && (typeof where === 'string' ? one.key === where : true);
}

const isFoundBy = ({ where }: Pattern, field: string): boolean => typeof where !== 'string' && where.field === field;

function differencesOf(pattern: Pattern, { fields }: HeldRecord, run: MatchedRecord['run']): string[] {
  const record = { fields, run };
  const differences: string[] = [];
  for (const field in pattern.fields) {
    if (isFoundBy(pattern, field)) continue;
    if (!isAllowed(pattern.fields[field] ?? null, fields[field], record)) differences.push(field);
  }
  return differences;
}

const nameOf = ({ view, key }: HeldRecord, of: string): string => `${view} ${key ?? `of ${of}`}`;

const placeOf = ({ view, where }: Pattern, of: string): string =>
  `${view} ${typeof where === 'string' ? where : `of ${of}`}`;
