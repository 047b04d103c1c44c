import type { Journal, Operation, Snapshot, StoredRecord } from '../../schemas/index.ts';
import type { JudgedSnapshot, SystemDefinition } from '../../system/index.ts';
import { changedFields } from '../closed-world/values.ts';
import { comparison, toleratedMs } from './comparison.ts';

type Views = Snapshot['views'];

/** The versions and times of records, from before the load to after the drain: each write has one version and one time. */
export const loadWritesComparison = comparison(
  'writes during the load',
  ['before', 'drained', 'history'],
  ({ before, drained, history }, { journal, system }) => [
    ...writesDiffer(before.views, drained.views, NONE),
    ...missingBefore(before, drained, history, system, journal),
  ],
);

/** The same, from the drain to the end. Drift may be written past the services, without a version or a time of its own. */
export const driftWritesComparison = comparison(
  'writes after the drain',
  ['events', 'drained', 'drifted', 'end'],
  ({ events, drained, drifted, end }) => {
    const seeded = events.flatMap((event) => (event.kind === 'drift.seeded' ? (event.writes ?? []) : []));
    const written = new Set(seeded.map(({ view, key }) => nameOf(view, key)));
    return [...writesDiffer(drained.views, drifted.views, written), ...writesDiffer(drifted.views, end.views, written)];
  },
);

const NONE: ReadonlySet<string> = new Set();

const nameOf = (view: string, key: string): string => JSON.stringify([view, key]);

/** @param excepted records that drift has written */
function writesDiffer(earlier: Views, later: Views, excepted: ReadonlySet<string>): string[] {
  return [...earlier].flatMap(([view, records]) => {
    const others = later.get(view);
    // Views with the same content are the same object.
    if (others === undefined || others === records) return [];
    const lines: string[] = [];
    for (const was of records.values()) {
      const is = others.get(was.key);
      if (is === undefined || excepted.has(nameOf(view, was.key))) continue;
      const line = writeDiffers(was, is);
      if (line !== undefined) lines.push(`${view} ${was.key} ${line}`);
    }
    return lines;
  });
}

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
  journal: Journal,
): string[] {
  const sent = new Set(history.map(({ correlationId }) => correlationId));
  const others = drained.sagas.filter(({ correlationId }) => !sent.has(correlationId));
  const latest = Date.parse(before.at) - toleratedMs(journal) * journal.speed;
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
