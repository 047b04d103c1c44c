import type { Parts } from '../evidence/evidence.ts';
import type { Journal, ReconcileResult, RunEvent } from '../schemas/index.ts';
import { correlationIdIn, endOf, type SystemDefinition } from '../system/index.ts';
import { absencesIn, momentOf, unlessAbsent } from './absence.ts';
import { toleratedMs } from './agreement/comparison.ts';
import { checker, counted, invalid, unknown, valid } from './checker.ts';
import { mentions, recordChanges } from './closed-world/record-changes.ts';
import { releasedDrift } from './code-releases.ts';
import { progressOf } from './saga-end.ts';

type Difference = ReconcileResult['differences'][number];
type Sagas = Pick<Parts, 'drained'> & { readonly journal: Journal; readonly system: SystemDefinition | undefined };

/**
 * The reconcile runs of an experiment that judges none: the hourly ones, that of a deployment, and those of probes. No
 * drift was seeded, so they may find only what sagas in progress make differ, and what a release wrote. What such a run
 * finds before the load ends may have been there before, or be the work of a fault, so it proves nothing; after that, the
 * load left it, if it changed a record that has to do with the key. While the load goes on, faults may keep a run from a
 * conclusion.
 */
export const unaskedReconcileRuns = checker(
  'reconciliation',
  ['events', 'history', 'reconciles', 'before', 'drained'],
  ({ events, history, reconciles, before, drained }, journal, system) => {
    const load = loadIn(events, drained.at);
    const released = releasedDrift(history, journal.experiment, events, system);
    const progress = progressIn({ drained, journal, system });
    const tolerance = toleratedMs(journal, events);
    const found = reconciles.flatMap((run) =>
      run.differences
        .filter(({ rule, key }) => !released.some((drift) => drift.rule === rule && drift.key === key))
        .filter((one) => !isInProgress(one, run, progress, { journal, tolerance }))
        .map(({ rule, key }) => ({ run, key, line: `${rule} ${key}: found by ${run.runId}, and no drift was seeded` })),
    );
    const isAfter = ({ startedAt }: ReconcileResult) => startedAt >= load.to;
    const later = found.filter(({ run }) => isAfter(run));
    const changes = later.length === 0 ? [] : recordChanges(before.views, drained.views);
    const left = later.filter(({ key }) => changes.some((change) => mentions(change, key))).map(({ line }) => line);
    const measured = [{ name: 'differences found', unit: 'keys', value: found.length, budget: 0 }];
    if (left.length > 0) {
      const answer = invalid(`The load left ${counted(left.length, 'difference')} to the reconciler.`, left, measured);
      return unlessAbsent(answer, absencesIn(events), undefined);
    }
    if (found.length > 0) {
      const lines = found.map(({ line }) => line);
      return unknown('Reconcile runs found differences that nothing in this run explains.', lines, measured);
    }
    const isAtRest = drained.sagas.every((state) => system?.saga === undefined || 'end' in endOf(system.saga, state));
    const undecided = reconciles
      .filter((run) => isAfter(run) || run.endedAt < load.from)
      .flatMap((run) => undecidedIn(run, isAtRest && isAfter(run)));
    if (undecided.length > 0) return unknown('Reconcile runs decided nothing about some keys.', undecided, measured);
    const runs = counted(reconciles.length, 'reconcile run');
    return valid(`No drift was seeded, and ${runs} found nothing that the load had left.`, measured);
  },
);

/** The virtual times between which requests and faults may make the two sides of a rule differ. */
function loadIn(events: readonly RunEvent[], drainedAt: string): { readonly from: string; readonly to: string } {
  const began = events.find((event) => event.kind === 'phase.began');
  return { from: began?.at ?? drainedAt, to: drainedAt };
}

/** When the sagas that a key may belong to were in progress: it is their correlation id, or the key of a record of theirs. */
function progressIn({ drained, journal, system }: Sagas) {
  const saga = system?.saga;
  if (saga === undefined) return () => [];
  const states = new Map(drained.sagas.map((state) => [state.correlationId, state]));
  return (key: string) => {
    const ids = new Set([key]);
    // A service may write its record after the owner has ended the saga.
    let lastMs = 0;
    for (const participant of Object.values(saga.participants)) {
      const record = drained.views.get(participant.view)?.get(key);
      if (record === undefined) continue;
      const id = correlationIdIn(participant, record);
      if (id !== undefined) ids.add(id);
      if (record.touchedAt !== undefined) lastMs = Math.max(lastMs, momentOf(record.touchedAt, journal));
    }
    return [...ids].flatMap((id) => {
      const state = states.get(id);
      if (state === undefined) return [];
      const { fromMs, toMs } = progressOf(saga, state, journal, drained.at);
      return [{ fromMs, toMs: Math.max(toMs, lastMs) }];
    });
  };
}

function isInProgress(
  { key }: Difference,
  { startedAt, endedAt }: ReconcileResult,
  progress: ReturnType<typeof progressIn>,
  { journal, tolerance }: { readonly journal: Journal; readonly tolerance: number },
): boolean {
  const [beganMs, endedMs] = [momentOf(startedAt, journal), momentOf(endedAt, journal)];
  return progress(key).some(({ fromMs, toMs }) => fromMs <= endedMs + tolerance && toMs + tolerance >= beganMs);
}

/** @param isAtRest whether no saga was in progress, so that no key may be left undecided */
function undecidedIn({ runId, rules }: ReconcileResult, isAtRest: boolean): string[] {
  return rules.flatMap(({ name, outcome, reason, deferred }) => [
    ...(outcome === 'inconclusive'
      ? [`${runId}: ${name} reached no conclusion${reason === undefined ? '' : `: ${reason}`}`]
      : []),
    ...(isAtRest && deferred > 0
      ? [`${runId}: ${name} left ${deferred} keys undecided, although all sagas had ended`]
      : []),
  ]);
}
