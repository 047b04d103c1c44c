import type { Journal, Operation, RunEvent, Snapshot } from '../../schemas/index.ts';
import type { SystemDefinition } from '../../system/index.ts';
import { TOLERATED_SKEW_MS } from '../../system/matchers.ts';
import { toleratedMs } from '../agreement/comparison.ts';
import type { WorldFindings } from './findings.ts';

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
  // The clocks of functions differ from the harness's as for `time()`; k6 may note late when it sent a request.
  const tolerated = TOLERATED_SKEW_MS + toleratedMs(journal, events) * journal.speed;
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

interface EarlyWrites {
  readonly system: Pick<SystemDefinition, 'saga'>;
  readonly journal: Pick<Journal, 'virtualStartedAt' | 'speed' | 'figures'>;
  readonly events: readonly RunEvent[];
  readonly history: readonly Operation[];
  /** The views before the load: a record that was there then need not be written again. */
  readonly before: Views;
}
