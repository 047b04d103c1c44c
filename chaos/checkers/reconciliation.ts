import type { ReconcileResult, RunEvent } from '../schemas/index.ts';
import type { Prediction } from '../prediction/index.ts';
import { type Absence, absencesIn, isMaterial, touching, unlessAbsent } from './absence.ts';
import {
  type Checker,
  checker,
  counted,
  hasReconcileRuns,
  invalid,
  judgesReconciler,
  unknown,
  validUnless,
} from './checker.ts';
import { releasedDrift } from './code-releases.ts';
import { isDrifted, judgedRun } from './judged-run.ts';
import { otherRuns } from './other-reconcile-runs.ts';
import { unlessReconcilerDisturbed } from './reconciler-disturbed.ts';
import { unaskedReconcileRuns } from './unasked-reconcile-runs.ts';

type SeededDrift = Pick<Extract<RunEvent, { kind: 'drift.seeded' }>, 'rule' | 'key' | 'description' | 'consequences'>;
type Difference = ReconcileResult['differences'][number];

/** The work of the reconciler: of the run that the experiment judges, and of those beside it; else of all. */
export const reconciliation: Checker = {
  name: 'reconciliation',
  appliesTo: hasReconcileRuns,
  check: (evidence) => (judgesReconciler(evidence) ? judgedReconciliation : unaskedReconcileRuns).check(evidence),
};

/**
 * Between the seeding and the end of the judged run, the reconciler found and repaired all seeded drift and nothing
 * else, and no earlier or later run had anything to repair. An hourly run that comes first may do the work of the
 * requested run.
 * The reconciler also ends sagas that were stranded on purpose; those do not count as drift.
 */
const judgedReconciliation = checker(
  'reconciliation',
  ['events', 'history', 'reconciles', 'prediction'],
  ({ events, history, reconciles, prediction }, journal, system) => {
    const {
      experiment: { reconcile },
      status,
    } = journal;
    if (!events.some(isDrifted))
      return unknown('The run ended before drift was seeded, so the reconciler had nothing to find.');
    const written = events.filter((event) => event.kind === 'drift.seeded');
    const released = releasedDrift(history, journal.experiment, events, system);
    const seeded: SeededDrift[] = [...written, ...released.map((drift) => ({ ...drift, consequences: [] }))];
    const judged = judgedRun(events, reconcile?.by);
    const result = reconciles.find(({ runId }) => runId === judged?.runId);
    if (judged === undefined || result === undefined) {
      if (status !== 'completed') return unknown('The run ended before the reconciler ran.');
      const trigger = `expected a run triggered by ${reconcile?.by ?? 'nothing'}`;
      const late = invalid('No reconcile run ended in time after the drift was seeded.', [trigger]);
      return unlessReconcilerDisturbed(late, events, journal);
    }
    const from = (written[0] ?? events.findLast(isDrifted))?.at ?? '';
    const runs = reconciles.filter(({ startedAt }) => startedAt <= result.startedAt);
    const since = runs.filter(({ endedAt }) => endedAt >= from);
    const isStranded = ({ key }: Difference) => prediction.get(key)?.by === 'reconciler';
    const found = distinctDifferences(since);
    const stranded = new Set(found.filter(isStranded).map(({ key }) => key)).size;
    const differences = found.filter((one) => !isStranded(one));
    const isDoneAlready = since.some(({ runId, outcome }) => runId !== result.runId && outcome === 'repaired');
    const expected = [
      ...(seeded.length > 0 ? ['repaired'] : stranded > 0 ? ['repaired', 'unsettled'] : ['clean']),
      ...(isDoneAlready ? ['clean'] : []),
    ];
    const ofJudged = [
      ...deviations(seeded, differences),
      ...(expected.includes(result.outcome)
        ? []
        : [`${judged.runId}: ended ${result.outcome}, not ${expected.join(' or ')}`]),
    ];
    const others = otherRuns(
      {
        runs: runs.filter(({ endedAt }) => endedAt < from),
        restFrom: restBefore(events, prediction),
        isExplained: isStranded,
      },
      {
        runs: reconciles.filter(({ startedAt }) => startedAt > result.startedAt),
        restFrom: later(result.endedAt, journal.experiment.budgets.rollbackSeconds * journal.speed),
        isExplained: (one) => isStranded(one) || seeded.some((drift) => follows(drift, one)),
      },
    );
    const also = stranded === 0 ? '' : `; it also ended ${counted(stranded, 'stranded saga')}`;
    const answer = validUnless(
      [...ofJudged, ...others.foundEarlier, ...others.foundLater],
      `The reconciler found and repaired all seeded drift (${counted(seeded.length, 'key')}), and nothing else${also}.`,
      (count) => `The reconciler's work differs from the seeded drift in ${counted(count, 'point')}.`,
      [
        { name: 'drift seeded', unit: 'keys', value: seeded.length, budget: null },
        { name: 'drift found', unit: 'keys', value: differences.length, budget: seeded.length },
        {
          name: 'drift repaired',
          unit: 'keys',
          value: differences.filter(({ repaired }) => repaired).length,
          budget: seeded.length,
        },
      ],
    );
    if (ofJudged.length > 0) return unlessReconcilerDisturbed(answer, events, journal);
    // Another run finds what an absence delays for so long that it looks stuck.
    if (others.foundLater.length > 0) return unlessAbsent(answer, absencesIn(events), undefined);
    if (others.foundEarlier.length > 0) return unlessAbsent(answer, absencesBefore(events), undefined);
    if (others.undecided.length === 0) return answer;
    return unknown('Reconcile runs beside the judged one decided nothing about some keys.', others.undecided);
  },
  judgesReconciler,
);

/** Those before the drift was seeded. */
function absencesBefore(events: readonly RunEvent[]): Absence[] {
  const toMs = events.findLast(isDrifted)?.elapsedMs ?? 0;
  return touching(absencesIn(events).filter(isMaterial), { fromMs: 0, toMs });
}

/** When all sagas had ended before the judged run; never, if some are left to the reconciler. */
function restBefore(events: readonly RunEvent[], prediction: Prediction): string {
  const drained = events.find((event) => event.kind === 'snapshot' && event.name === 'drained');
  const isLeft = [...prediction.values()].some(({ by }) => by === 'reconciler');
  return isLeft || drained === undefined ? NEVER : drained.at;
}

/** After every time. */
const NEVER = '~';

function later(time: string, seconds: number): string {
  return new Date(Date.parse(time) + seconds * 1000).toISOString();
}

/** The differences of several runs without duplicates; each is repaired if one of the runs repaired it. */
function distinctDifferences(runs: readonly ReconcileResult[]): Difference[] {
  const found = new Map<string, Difference>();
  for (const one of runs.flatMap(({ differences }) => differences)) {
    const name = JSON.stringify([one.rule, one.key]);
    if (found.get(name)?.repaired !== true) found.set(name, one);
  }
  return [...found.values()];
}

function deviations(seeded: readonly SeededDrift[], differences: readonly Difference[]): string[] {
  return [
    ...seeded
      .filter((drift) => !differences.some((found) => isSame(drift, found)))
      .map((drift) => `${drift.rule} ${drift.key}: not found (${drift.description})`),
    ...differences
      .filter((found) => !seeded.some((drift) => explains(drift, found)))
      .map(({ rule, key, kind }) => `${rule} ${key}: ${kind}, but it was not seeded`),
    ...differences
      .filter((found) => !found.repaired && seeded.some((drift) => isSame(drift, found)))
      .map(({ rule, key }) => `${rule} ${key}: found, but not repaired`),
  ];
}

function isSame(drift: SeededDrift, found: Difference): boolean {
  return drift.rule === found.rule && drift.key === found.key;
}

function explains(drift: SeededDrift, found: Difference): boolean {
  return isSame(drift, found) || follows(drift, found);
}

/** Whether another rule may find it for the same reason, before or after the repair. */
function follows({ consequences }: SeededDrift, found: Difference): boolean {
  return consequences.some(({ rule, key }) => rule === found.rule && key === found.key);
}
