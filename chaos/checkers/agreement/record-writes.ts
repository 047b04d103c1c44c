import type { Operation, StoredRecord } from '../../schemas/index.ts';
import type { JudgedSnapshot, SystemDefinition } from '../../system/index.ts';
import { changedFields } from '../closed-world/values.ts';
import { comparison, toleratedMs } from './comparison.ts';
import { keptRecordsDiffer, NONE, seededIn } from './kept-records.ts';

/** The versions and times of records, from before the load to after the drain: each write has one version and one time. */
export const loadWritesComparison = comparison(
  'writes during the load',
  ['events', 'before', 'drained', 'history'],
  ({ events, before, drained, history }, { journal, system }) => [
    ...keptRecordsDiffer(before.views, drained.views, NONE, writeDiffers),
    ...missingBefore(before, drained, history, system, toleratedMs(journal, events) * journal.speed),
  ],
);

/** The same, from the drain to the end. Drift may be written past the services, without a version or a time of its own. */
export const driftWritesComparison = comparison(
  'writes after the drain',
  ['events', 'drained', 'drifted', 'end'],
  ({ events, drained, drifted, end }) => {
    const seeded = seededIn(events);
    return [
      ...keptRecordsDiffer(drained.views, drifted.views, seeded, writeDiffers),
      ...keptRecordsDiffer(drifted.views, end.views, seeded, writeDiffers),
    ];
  },
);

function writeDiffers(was: StoredRecord, is: StoredRecord): string | undefined {
  if (is.version === undefined) return was.version === undefined ? undefined : `has lost its version ${was.version}`;
  if (was.version !== undefined && BigInt(is.version) < BigInt(was.version))
    return `has version ${is.version}, and had ${was.version} before`;
  if (was.touchedAt === undefined || was.touchedAt !== is.touchedAt) return undefined;
  if (was.version !== is.version)
    return `has version ${is.version} and had ${was.version ?? 'none'}, but was not written in between`;
  return changedFields(was.fields, is.fields).length > 0
    ? `has other contents, but was not written in between`
    : undefined;
}

/** Records of sagas that the load did not start, and that were written before the snapshot that lacks them. */
function missingBefore(
  before: JudgedSnapshot,
  drained: JudgedSnapshot,
  history: readonly Operation[],
  system: SystemDefinition | undefined,
  toleratedVirtualMs: number,
): string[] {
  const sent = new Set(history.map(({ correlationId }) => correlationId));
  const others = drained.sagas.filter(({ correlationId }) => !sent.has(correlationId));
  const latest = Date.parse(before.at) - toleratedVirtualMs;
  // A participant without a field for it has the correlation id as its key.
  const participants = Object.values(system?.saga?.participants ?? {}).filter((one) => one.correlationId === undefined);
  return participants.flatMap(({ view }) =>
    others.flatMap(({ correlationId: key }) => {
      const touchedAt = drained.views.get(view)?.get(key)?.touchedAt;
      if (touchedAt === undefined || Date.parse(touchedAt) >= latest || before.views.get(view)?.has(key) === true)
        return [];
      return [`${view} ${key} was last written at ${touchedAt}, and the snapshot before the load lacks it`];
    }),
  );
}
