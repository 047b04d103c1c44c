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

/** When the request was sent and answered, and the run took place. */
type Times = Omit<MatchedRecord, 'fields'>;

type Pattern = Pick<ExpectedRecord, 'view' | 'where' | 'fields' | 'minVersion'>;

/** The version of a record, by its view and key; undefined if it has none. */
export type VersionOf = (view: string, key: string) => string | undefined;

/** The request whose records are compared. */
interface ComparedRequest {
  /** Its correlation id, for evidence. */
  readonly of: string;
  readonly times: Times;
  readonly versionOf: VersionOf | undefined;
  /** The records that nothing explains yet. */
  readonly free: HeldRecord[];
  readonly findings: WorldFindings;
}

/**
 * @param of the request's correlation id, for evidence
 * @param free the records that belong to it; those that are explained are removed
 * @param versionOf undefined if versions are not compared
 */
export function compareRequest(
  of: string,
  expected: readonly Expected[],
  free: HeldRecord[],
  times: Times,
  findings: WorldFindings,
  versionOf?: VersionOf,
): void {
  const request: ComparedRequest = { of, times, versionOf, free, findings };
  for (const one of expected) if (one.kind === 'record') demand(request, one);
  for (const one of expected)
    if (one.kind === 'choice') for (const pattern of chosenOf(one, free, times)) demand(request, pattern);
  for (const one of expected) {
    if (one.kind !== 'records') continue;
    for (let found = takeFitting(request, one); found !== undefined; found = takeFitting(request, one))
      reportUnstated(request, one, found);
  }
  for (const one of free) {
    findings.violations.add(`${nameOf(one, of)}: nothing explains this record (${shownFields(one.fields)})`);
  }
}

/** Reports a record that must stand if there is none, or one that differs. */
function demand(request: ComparedRequest, pattern: Pattern): void {
  const { of, times, free, findings } = request;
  const one = takeFitting(request, pattern);
  if (one !== undefined) {
    reportUnstated(request, pattern, one);
    reportVersion(request, pattern, one);
    return;
  }
  const nearest = takeNearest(pattern, free, times);
  if (nearest === undefined) {
    findings.violations.add(`${placeOf(pattern, of)}: missing, with ${shownFields(allFieldsOf(pattern))}`);
    return;
  }
  const differences = differencesOf(pattern, nearest, times).map(
    (field) => `${field} is ${shown(nearest.fields[field])}, must be ${shownAllowed(pattern.fields[field] ?? null)}`,
  );
  findings.violations.add(`${nameOf(nearest, of)}: ${differences.join('; ')}`);
}

function reportUnstated({ of, findings }: ComparedRequest, pattern: Pattern, one: HeldRecord): void {
  for (const field in one.fields) {
    if (field in pattern.fields || isFoundBy(pattern, field)) continue;
    findings.undecided.add(`${nameOf(one, of)}: the definition does not say what ${field} must hold`);
  }
}

/** A record that was written more often than its version says has lost writes of others, or may lose them. */
function reportVersion({ of, versionOf, findings }: ComparedRequest, { minVersion }: Pattern, one: HeldRecord): void {
  if (minVersion === undefined || versionOf === undefined || one.key === undefined) return;
  const version = versionOf(one.view, one.key);
  if (version !== undefined && BigInt(version) >= minVersion) return;
  findings.violations.add(
    `${nameOf(one, of)}: has ${version === undefined ? 'no version' : `version ${version}`}, must have ${minVersion} at least, because each write raises it`,
  );
}

function takeFitting({ free, times }: ComparedRequest, pattern: Pattern): HeldRecord | undefined {
  for (let at = 0; at < free.length; at += 1) {
    const one = free[at];
    if (one !== undefined && isAt(pattern, one) && fits(pattern, one, times)) return take(free, at);
  }
  return undefined;
}

/** Removes the record that differs least from the pattern. */
function takeNearest(pattern: Pattern, free: HeldRecord[], times: Times): HeldRecord | undefined {
  let [nearest, least] = [-1, Number.POSITIVE_INFINITY];
  for (let at = 0; at < free.length; at += 1) {
    const one = free[at];
    if (one === undefined || !isAt(pattern, one)) continue;
    const distance = differencesOf(pattern, one, times).length;
    if (distance < least) [nearest, least] = [at, distance];
  }
  return nearest === -1 ? undefined : take(free, nearest);
}

function take(free: HeldRecord[], at: number): HeldRecord | undefined {
  const one = free[at];
  free.copyWithin(at, at + 1).pop();
  return one;
}

/** The largest set of records that stands; if none does, the one that is nearest to what stands. */
function chosenOf({ sets }: ExpectedChoice, free: readonly HeldRecord[], times: Times) {
  const standing = free.filter(({ view }) => sets.some((patterns) => patterns.some((one) => one.view === view)));
  let chosen: { readonly patterns: readonly Pattern[]; readonly distance: number } | undefined;
  for (const patterns of sets) {
    const distance = distanceOf(patterns, standing, times);
    if (chosen !== undefined && distance > chosen.distance) continue;
    if (chosen?.distance === distance && patterns.length <= chosen.patterns.length) continue;
    chosen = { patterns, distance };
  }
  return chosen?.patterns ?? [];
}

/** How many fields differ between the set and what stands. A record that only one of the two has counts with all of its fields. */
function distanceOf(patterns: readonly Pattern[], standing: readonly HeldRecord[], times: Times): number {
  const left = [...standing];
  let distance = 0;
  for (const pattern of patterns) {
    const nearest = takeNearest(pattern, left, times);
    distance +=
      nearest === undefined ? Object.keys(pattern.fields).length : differencesOf(pattern, nearest, times).length;
  }
  for (const { fields } of left) distance += Object.keys(fields).length;
  return distance;
}

/** Whether the record can be the expected one, by its view and key. One that was found by a field has that field. */
function isAt({ view, where }: Pattern, one: HeldRecord): boolean {
  return one.view === view && (typeof where === 'string' ? one.key === where : true);
}

const isFoundBy = ({ where }: Pattern, field: string): boolean => typeof where !== 'string' && where.field === field;

function fits(pattern: Pattern, { fields }: HeldRecord, times: Times): boolean {
  const record = { fields, ...times };
  for (const field in pattern.fields)
    if (!isFoundBy(pattern, field) && !isAllowed(pattern.fields[field] ?? null, fields[field], record)) return false;
  return true;
}

function differencesOf(pattern: Pattern, { fields }: HeldRecord, times: Times): string[] {
  const record = { fields, ...times };
  const differences: string[] = [];
  for (const field in pattern.fields) {
    if (isFoundBy(pattern, field)) continue;
    if (!isAllowed(pattern.fields[field] ?? null, fields[field], record)) differences.push(field);
  }
  return differences;
}

/** With the field by which the record is found. */
function allFieldsOf({ where, fields }: Pattern): Pattern['fields'] {
  return typeof where === 'string' ? fields : { ...fields, [where.field]: where.is };
}

const nameOf = ({ view, key }: HeldRecord, of: string): string => `${view} ${key ?? `of ${of}`}`;

const placeOf = ({ view, where }: Pattern, of: string): string =>
  `${view} ${typeof where === 'string' ? where : `of ${of}`}`;
