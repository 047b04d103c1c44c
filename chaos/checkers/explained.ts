import type { Evidence, Parts } from '../evidence/evidence.ts';
import { statesByService } from '../evidence/saga-log.ts';
import { parseCorrelationId, plannedStretches } from '../schemas/index.ts';
import { endOf, type SystemDefinition } from '../system/index.ts';
import { absencesIn, isMaterial, momentOf, touching, unlessAbsent } from './absence.ts';
import { type Checker, type CheckResult, counted, INCOMPLETE, invalid, unknown, valid } from './checker.ts';
import { exceptionsOf, explainDrift, orphansOf } from './closed-world/drift.ts';
import { OpenSagas } from './closed-world/open-sagas.ts';
import { repeatedIn } from './closed-world/repeated.ts';
import { mayStartSaga } from './closed-world/request-kind.ts';
import { explainBefore } from './closed-world/before-load.ts';
import { reportEarlyChanges, reportEarlyWrites, reportOtherTimes } from './closed-world/early-writes.ts';
import { allExcused, noFindings, type WorldFindings } from './closed-world/findings.ts';
import { explainSnapshot } from './closed-world/snapshot.ts';
import { explainStamps, statedViews } from './closed-world/stated-views.ts';
import type { World } from './closed-world/world.ts';
import { judgedRunEnd } from './judged-run.ts';
import { codeReleases } from './code-releases.ts';
import { hitsIn } from './fault-hits.ts';
import { isReconcilerDisturbed } from './reconciler-disturbed.ts';
import { showsAllSent } from './shows-all-sent.ts';

const name = 'explained';

const NEEDED = ['events', 'history', 'prediction', 'transitions', 'before', 'drained'] as const;
/** What a run that completed has as well. */
const LATER = ['drifted', 'end'] as const;

type Needed = Pick<Parts, (typeof NEEDED)[number]> & Partial<Pick<Parts, (typeof LATER)[number]>>;

/**
 * Whatever the stores hold follows from what they held before, from the requests that were accepted, from the ends of
 * their sagas and from the seeded drift: every record's content, and no other record. After the drain and at the end by
 * the definition's `expect`; with drift, the stores hold what they held before it, and what the seeding wrote. What was
 * written while a process or the machine was absent proves nothing.
 */
export const explained: Checker = {
  name,
  appliesTo: ({ system }) => system?.expect !== undefined,
  check: (evidence) => ({ name, ...judge(evidence) }),
};

function judge(evidence: Evidence): CheckResult {
  const { journal, system, parts } = evidence;
  if (system?.expect === undefined) return unknown('The definition does not say what the stores must hold.');
  const missing = NEEDED.flatMap((part) => reasonOf(parts, part));
  if (missing.length > 0) return unknown(INCOMPLETE, [...new Set(missing)]);
  const isCompleted = journal.status === 'completed';
  const missingLater = isCompleted ? LATER.flatMap((part) => reasonOf(parts, part)) : [];
  const found = [...moments(partsOf(parts), evidence, system)];
  const lines = (kind: keyof WorldFindings) =>
    found.flatMap(({ moment, findings }) => findings[kind].lines.map((line) => `${moment}: ${line}`));
  const count = found.reduce((sum, { findings }) => sum + findings.violations.count, 0);
  const measured = found.map(({ moment, findings }) => ({
    name: `not explained, ${moment}`,
    unit: 'records',
    value: findings.violations.count,
    budget: 0,
  }));
  const mistakes = lines('mistakes');
  if (mistakes.length > 0) {
    return unknown('The definition does not fit its system, so this check decides nothing.', mistakes, measured);
  }
  const differ = (records: number, evidence: readonly string[]) =>
    invalid(`The stores differ in ${counted(records, 'record')} from what the load asked for.`, evidence, measured);
  if (count > 0) return differ(count, lines('violations'));
  const excused = found.reduce((sum, { findings }) => sum + findings.excused.count, 0);
  if (excused > 0 && parts.events.complete)
    return unlessAbsent(differ(excused, lines('excused')), absencesIn(parts.events.value), undefined);
  const undecided = lines('undecided');
  if (undecided.length > 0) return unknown('What the stores must hold is not known in full.', undecided, measured);
  if (missingLater.length > 0) return unknown(INCOMPLETE, [...new Set(missingLater)], measured);
  return valid(
    `Every record follows from the load, and there is no other: ${found.map(({ moment }) => moment).join(', ')}.`,
    measured,
  );
}

interface Moment {
  readonly moment: string;
  readonly findings: WorldFindings;
}

function* moments(parts: Needed, { journal }: Evidence, system: SystemDefinition): Generator<Moment> {
  const { events, history, prediction, transitions, before, drained, drifted, end } = parts;
  if (system.expect === undefined) return;
  const stated = statedViews(system.expect, journal);
  const atFirst = explainBefore(before, system.expect, stated, journal);
  if (atFirst !== undefined) yield { moment: 'before', findings: atFirst };
  const seeded = events.filter((event) => event.kind === 'drift.seeded');
  const absences = absencesIn(events).filter(isMaterial);
  const world: World = {
    system,
    expect: system.expect,
    journal,
    history,
    prediction,
    before,
    orphans: new Map(),
    isSentKnown(correlationId) {
      const sent = parseCorrelationId(correlationId);
      return sent?.run !== journal.run || showsAllSent(sent.scenario, journal);
    },
    mayLackRequests: [...plannedStretches(journal.experiment.phases).values()].some(
      (planned) => !showsAllSent(planned.scenario, journal) && !mayStartSaga(planned, { system, journal }),
    ),
    absences,
    releasesOf: codeReleases(journal.experiment, events),
    statesOf: (correlationId) => statesByService(transitions.of(correlationId)),
    wasHit: hitsIn(events),
    isReconciled: false,
  };
  const { changes, ...findings } = explainSnapshot(drained, world);
  const sources = { system, journal, events, history };
  explainStamps(drained, stated, findings, before);
  reportEarlyChanges(before, drained, { ...sources, stated }, findings);
  reportOtherTimes(before, drained, stated, journal, findings);
  reportEarlyWrites(drained.views, { ...sources, before: before.views }, findings);
  yield { moment: 'drained', findings };
  if (drifted !== undefined) {
    const unended = new Set<string>();
    for (const { by, correlationId } of prediction.values()) if (by === 'reconciler') unended.add(correlationId);
    for (const state of drained.sagas)
      if (system.saga !== undefined && !('end' in endOf(system.saga, state))) unended.add(state.correlationId);
    const isOpen = exceptionsOf(unended, changes);
    const isRepeated = repeatedIn(new OpenSagas(drained.sagas), system.expect);
    const span = { fromMs: momentOf(drained.at, journal), toMs: momentOf(drifted.at, journal) };
    const found = explainDrift(drained.views, drifted.views, seeded, (change) => isOpen(change) || isRepeated(change));
    reportOtherTimes(drained, drifted, stated, journal, found);
    yield { moment: 'drifted', findings: touching(absences, span).length > 0 ? allExcused(found) : found };
  }
  // If no reconcile run ended, drift may still be there: the run undoes it only after this snapshot.
  const isRepaired = judgedRunEnd(events, journal) !== undefined || seeded.length === 0;
  if (end === undefined || journal.status !== 'completed' || !isRepaired) return;
  // What is judged already need not be judged again.
  const orphans = orphansOf(seeded, system.saga, drained);
  const atEnd = isSameContent(drained, end)
    ? noFindings()
    : explainSnapshot(end, { ...world, orphans, isReconciled: true });
  explainStamps(end, stated, atEnd, drained);
  reportEarlyChanges(drifted ?? drained, end, { ...sources, stated }, atEnd);
  reportOtherTimes(drifted ?? drained, end, stated, journal, atEnd);
  reportEarlyWrites(changedViews(drained, end), { ...sources, before: before.views }, atEnd);
  yield { moment: 'end', findings: isReconcilerDisturbed(events, journal) ? allExcused(atEnd) : atEnd };
}

/** Views with the same content are the same object. */
function isSameContent(earlier: Parts['drained'], later: Parts['end']): boolean {
  return earlier.views.size === later.views.size && changedViews(earlier, later).size === 0;
}

function changedViews({ views: earlier }: Parts['drained'], { views: later }: Parts['end']): Parts['end']['views'] {
  return new Map([...later].filter(([view, records]) => earlier.get(view) !== records));
}

function partsOf(parts: Evidence['parts']): Needed {
  const complete = Object.entries(parts).flatMap(([part, one]) => (one.complete ? [[part, one.value] as const] : []));
  return Object.fromEntries<unknown>(complete) as unknown as Needed;
}

function reasonOf(parts: Evidence['parts'], part: keyof Parts): string[] {
  const one = parts[part];
  return one.complete ? [] : [one.reason];
}
