/** Compares the stores before and after drift was seeded with what the seeding says it wrote. */
import type { Fields, RunEvent, Snapshot } from '../../schemas/index.ts';
import { correlationIdIn, type JudgedSnapshot, type OrphanedSaga, type SagaDefinition } from '../../system/index.ts';
import type { Changes } from './changes.ts';
import { noFindings, type WorldFindings } from './findings.ts';
import { type RecordChange, recordChanges } from './record-changes.ts';
import { changedFields, shown, shownFields } from './values.ts';

type SeededDrift = Extract<RunEvent, { kind: 'drift.seeded' }>;
type Views = Snapshot['views'];

/** @param isExcepted whether somebody else may have made the change, such as a saga that has not ended */
export function explainDrift(
  drained: Views,
  drifted: Views,
  seeded: readonly SeededDrift[],
  isExcepted: (change: RecordChange) => boolean,
): WorldFindings {
  const findings = noFindings();
  const unsaid = seeded.filter(({ writes }) => writes === undefined);
  for (const { faultId, key } of unsaid)
    findings.undecided.add(`drift ${faultId} ${key}: the run does not say what it wrote`);
  if (unsaid.length > 0) return findings;
  const written = new Map<string, Fields | null>();
  for (const { view, key, before, after } of seeded.flatMap(({ writes = [] }) => writes)) {
    const name = nameOf(view, key);
    const was = written.has(name) ? written.get(name) : (drained.get(view)?.get(key)?.fields ?? null);
    for (const line of differences(was ?? undefined, before ?? undefined))
      findings.undecided.add(`${view} ${key}: ${line} when drift was written, by the snapshot before it`);
    written.set(name, after);
  }
  for (const change of recordChanges(drained, drifted)) {
    const { view, key, was, is } = change;
    const name = nameOf(view, key);
    const due = written.has(name) ? (written.get(name) ?? undefined) : was;
    written.delete(name);
    if (changedFields(due, is).length === 0 || isExcepted({ ...change, was: due })) continue;
    if (due === undefined)
      findings.violations.add(`${view} ${key}: nothing explains this record (${shownFields(is ?? {})})`);
    else if (is === undefined) findings.violations.add(`${view} ${key}: gone, and no drift deleted it`);
    else findings.violations.add(`${view} ${key}: ${differences(due, is).join('; ')}`);
  }
  for (const [name, fields] of written) {
    const [view, key] = JSON.parse(name) as [string, string];
    if (changedFields(fields ?? undefined, drifted.get(view)?.get(key)?.fields).length > 0)
      findings.violations.add(`${view} ${key}: what drift wrote is not there`);
  }
  return findings;
}

/** Sagas that had no record before drift wrote one for them. */
export function orphansOf(
  seeded: readonly SeededDrift[],
  saga: SagaDefinition | undefined,
  drained: Pick<JudgedSnapshot, 'sagas'>,
): ReadonlyMap<string, OrphanedSaga> {
  const orphans = new Map<string, OrphanedSaga>();
  if (saga === undefined) return orphans;
  const known = new Set(drained.sagas.map(({ correlationId }) => correlationId));
  for (const { writes = [] } of seeded) {
    const written = writes.flatMap(({ view, key, after }) => (after === null ? [] : [{ view, key, fields: after }]));
    for (const participant of Object.values(saga.participants)) {
      for (const row of written) {
        if (row.view !== participant.view) continue;
        const correlationId = correlationIdIn(participant, row);
        if (correlationId === undefined || known.has(correlationId)) continue;
        orphans.set(correlationId, { correlationId, written });
      }
    }
  }
  return orphans;
}

/** Whether a record belongs to one of these sagas, or counts something that they still change. */
export function exceptionsOf(unended: ReadonlySet<string>, changes: Changes): (change: RecordChange) => boolean {
  return ({ view, key, was, is }) =>
    changes.isOpen(view, key) ||
    unended.has(key) ||
    Object.values(is ?? was ?? {}).some((value) => typeof value === 'string' && unended.has(value));
}

function differences(due: Fields | undefined, is: Fields | undefined): string[] {
  if (due === undefined && is === undefined) return [];
  return changedFields(due, is).map((field) => `${field} is ${shown(is?.[field])}, must be ${shown(due?.[field])}`);
}

const nameOf = (view: string, key: string): string => JSON.stringify([view, key]);
