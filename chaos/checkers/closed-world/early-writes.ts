/** Finds records that say they were last written before they can have been. */
import type { Journal, Operation, RunEvent, Snapshot } from '../../schemas/index.ts';
import type { JudgedSnapshot, SystemDefinition } from '../../system/index.ts';
import { TOLERATED_SKEW_MS } from '../../system/matchers.ts';
import { toleratedMs } from '../agreement/comparison.ts';
import type { WorldFindings } from './findings.ts';
import type { StatedViews } from './stated-views.ts';
import { changedFields } from './values.ts';

type Views = Snapshot['views'];

/**
 * Finds records of sagas that say they were last written before the request that started their saga was sent. A store's
 * clock may be wrong, or the service may have written a wrong time: rules then judge by it what has settled.
 *
 * A participant that has a field for its correlation id may have had the record before, under another id.
 */
export function reportEarlyWrites(
  views: Views,
  { system, journal, events, history, before }: EarlyWrites,
  { violations }: Pick<WorldFindings, 'violations'>,
): void {
  const participants = Object.values(system.saga?.participants ?? {}).filter((one) => one.correlationId === undefined);
  const startedAt = Date.parse(journal.virtualStartedAt);
  const tolerated = toleratedEarlyMs(journal, events);
  for (const { view } of participants) {
    const records = views.get(view);
    if (records === undefined || records === before.get(view)) continue;
    for (const { correlationId, elapsedMs } of history) {
      const touchedAt = records.get(correlationId)?.touchedAt;
      if (touchedAt === undefined) continue;
      const sent = startedAt + elapsedMs * journal.speed;
      if (Date.parse(touchedAt) >= sent - tolerated || before.get(view)?.has(correlationId) === true) continue;
      violations.add(
        `${view} ${correlationId}: was last written at ${touchedAt}, before its request was sent at ${new Date(sent).toISOString()}`,
      );
    }
  }
}

/**
 * The same of records that changed between two snapshots, in views whose records say when they were last written: each write
 * has the time at which it was made. Not in a system of two regions, where a replica takes over the time of the other
 * region's write, however late it arrives.
 */
export function reportEarlyChanges(
  earlier: Pick<JudgedSnapshot, 'name' | 'at' | 'views'>,
  later: Pick<JudgedSnapshot, 'views'>,
  { stated, journal, events }: Pick<EarlyWrites, 'journal' | 'events'> & { readonly stated: StatedViews },
  { violations }: Pick<WorldFindings, 'violations'>,
): void {
  if (journal.regions !== undefined) return;
  const earliest = Date.parse(earlier.at) - toleratedEarlyMs(journal, events);
  for (const [view, { touchedAt: isStated }] of stated) {
    const [before, records] = [earlier.views.get(view), later.views.get(view)];
    if (isStated === undefined || before === undefined || records === undefined || records === before) continue;
    for (const { key, fields, touchedAt } of records.values()) {
      if (touchedAt === undefined || Date.parse(touchedAt) >= earliest) continue;
      if (changedFields(before.get(key)?.fields, fields).length > 0)
        violations.add(
          `${view} ${key}: is not what it was in the snapshot ${earlier.name} of ${earlier.at}, and was last written at ${touchedAt}`,
        );
    }
  }
}

/**
 * Finds records that are the same in two snapshots, under the same version, and were written at two times, in views whose
 * records say both. Not in a system of two regions, where the same version may have been written in each.
 */
export function reportOtherTimes(
  earlier: Pick<JudgedSnapshot, 'views'>,
  later: Pick<JudgedSnapshot, 'views'>,
  stated: StatedViews,
  { regions }: Pick<Journal, 'regions'>,
  { violations }: Pick<WorldFindings, 'violations'>,
): void {
  if (regions !== undefined) return;
  for (const [view, { touchedAt: hasTime, version: hasVersion }] of stated) {
    const [before, records] = [earlier.views.get(view), later.views.get(view)];
    if (hasTime === undefined || hasVersion === undefined) continue;
    if (before === undefined || records === undefined || records === before) continue;
    for (const { key, fields, version, touchedAt } of records.values()) {
      const was = before.get(key);
      const isSame = was?.touchedAt === touchedAt || was?.version !== version;
      if (was === undefined || touchedAt === undefined || isSame || changedFields(was.fields, fields).length > 0)
        continue;
      violations.add(
        `${view} ${key}: was last written at ${touchedAt}, and before at ${was.touchedAt ?? 'no time'}, with the same contents and version`,
      );
    }
  }
}

/**
 * Virtual milliseconds by which a time may be too early: the clocks of functions differ from the harness's as for `time()`,
 * and the harness and k6 may note late when something happened.
 */
const toleratedEarlyMs = (journal: EarlyWrites['journal'], events: readonly RunEvent[]): number =>
  TOLERATED_SKEW_MS + toleratedMs(journal, events) * journal.speed;

interface EarlyWrites {
  readonly system: Pick<SystemDefinition, 'saga'>;
  readonly journal: Pick<Journal, 'virtualStartedAt' | 'speed' | 'figures' | 'regions'>;
  readonly events: readonly RunEvent[];
  readonly history: readonly Operation[];
  /** The views before the load: a record that was there then need not be written again. */
  readonly before: Views;
}
