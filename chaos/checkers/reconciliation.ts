import type { ReconcileResult, RunEvent } from '../schemas/index.ts';
import { judgesReconciler } from './applies.ts';
import { checker, invalid, noneOf, unknown } from './checker.ts';
import { isDrifted, judgedRun } from './judged-run.ts';

type Seeded = Extract<RunEvent, { kind: 'drift.seeded' }>;
type Difference = ReconcileResult['differences'][number];

/**
 * From the seeding to the run that is judged, the reconciler found all seeded drift and nothing else, and repaired it;
 * no earlier run had anything to repair. An hourly run that comes first may do the work of the one that was asked for.
 * Sagas that were stranded on purpose are work of the reconciler too, and no drift.
 */
export const reconciliation = checker(
  'reconciliation',
  ['events', 'reconciles', 'prediction'],
  ({ events, reconciles, prediction }, { experiment: { reconcile }, status }) => {
    if (!events.some(isDrifted))
      return unknown('The run ended before drift was seeded, so nothing was asked of the reconciler.');
    const seeded = events.filter((event) => event.kind === 'drift.seeded');
    const judged = judgedRun(events, reconcile?.by);
    const result = reconciles.find(({ runId }) => runId === judged?.runId);
    if (judged === undefined || result === undefined) {
      if (status !== 'completed') return unknown('The run ended before the reconciler ran.');
      const trigger = `triggered by: ${reconcile?.by ?? 'nobody'}`;
      return invalid('No reconcile run was done in time after the drift was seeded.', [trigger]);
    }
    const from = (seeded[0] ?? events.findLast(isDrifted))?.at ?? '';
    const runs = reconciles.filter(({ startedAt }) => startedAt <= result.startedAt);
    const [earlier, since] = [
      runs.filter(({ endedAt }) => endedAt < from),
      runs.filter(({ endedAt }) => endedAt >= from),
    ];
    const isStranded = ({ key }: Difference) => prediction.get(key)?.by === 'reconciler';
    const found = together(since);
    const stranded = new Set(found.filter(isStranded).map(({ key }) => key)).size;
    const differences = found.filter((one) => !isStranded(one));
    const isDone = since.some(({ runId, outcome }) => runId !== result.runId && outcome === 'repaired');
    const expected = [
      ...(seeded.length > 0 ? ['repaired'] : stranded > 0 ? ['repaired', 'unsettled'] : ['clean']),
      ...(isDone ? ['clean'] : []),
    ];
    const violations = [
      ...departures(seeded, differences),
      ...(expected.includes(result.outcome)
        ? []
        : [`${judged.runId}: ended ${result.outcome}, not ${expected.join(' or ')}`]),
      ...earlier.flatMap(({ runId, differences: early }) =>
        early
          .filter((one) => !isStranded(one))
          .map(({ rule, key }) => `${rule} ${key}: found by ${runId}, before any drift was seeded`),
      ),
    ];
    const also = stranded === 0 ? '' : `; beside it, it drove on ${stranded} stranded sagas`;
    return noneOf(
      violations,
      `The reconciler found all ${seeded.length} seeded drifts and nothing else, and repaired them${also}.`,
      (count) => `The reconciler's run differs from the seeded drift in ${count} points.`,
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
  },
  judgesReconciler,
);

/** What several runs found, each difference once: as repaired where one of them repaired it. */
function together(runs: readonly ReconcileResult[]): Difference[] {
  const found = new Map<string, Difference>();
  for (const one of runs.flatMap(({ differences }) => differences)) {
    const name = JSON.stringify([one.rule, one.key]);
    if (found.get(name)?.repaired !== true) found.set(name, one);
  }
  return [...found.values()];
}

function departures(seeded: readonly Seeded[], differences: readonly Difference[]): string[] {
  return [
    ...seeded
      .filter((drift) => !differences.some((found) => isOf(drift, found)))
      .map((drift) => `${drift.rule} ${drift.key}: not found (${drift.description})`),
    ...differences
      .filter((found) => !seeded.some((drift) => explains(drift, found)))
      .map(({ rule, key, kind }) => `${rule} ${key}: ${kind}, and nobody seeded it`),
    ...differences
      .filter((found) => !found.repaired && seeded.some((drift) => isOf(drift, found)))
      .map(({ rule, key }) => `${rule} ${key}: found, and not repaired`),
  ];
}

function isOf(drift: Seeded, found: Difference): boolean {
  return drift.rule === found.rule && drift.key === found.key;
}

function explains(drift: Seeded, found: Difference): boolean {
  return isOf(drift, found) || drift.consequences.some(({ rule, key }) => rule === found.rule && key === found.key);
}
