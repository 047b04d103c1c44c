import type { JudgedEvent } from '../../evidence/evidence.ts';
import type { Journal } from '../../schemas/index.ts';
import { comparison, repeated } from './comparison.ts';

type Seeded = Extract<JudgedEvent, { kind: 'drift.seeded' }>;

/** The drift that the events show as seeded and undone, with the experiment's. */
export const driftComparison = comparison('drift', ['events'], ({ events }, { journal }) => {
  const { drift } = journal.experiment;
  const seeded = events.filter((event) => event.kind === 'drift.seeded');
  const undone = events.filter((event) => event.kind === 'drift.undone');
  const isFinished = events.some((event) => event.kind === 'snapshot' && event.name === 'drifted');
  return [
    ...[...seeded, ...undone]
      .filter(({ faultId }) => !drift.some(({ id }) => id === faultId))
      .map(({ faultId, key }) => `${faultId} ${key}: the experiment has no such drift`),
    ...repeated(seeded.map(({ faultId, key }) => `${faultId} ${key}`)).map(
      (name) => `${name} was seeded more than once`,
    ),
    ...drift.flatMap(({ id, count }) => {
      const found = seeded.filter(({ faultId }) => faultId === id).length;
      const undoneKeys = undone.filter(({ faultId }) => faultId === id).length;
      return [
        ...(found > count || (isFinished && found < count)
          ? [`${id} was seeded on ${found} keys, not on ${count}`]
          : []),
        ...(undoneKeys > found ? [`${id} was undone on ${undoneKeys} keys, and seeded on ${found}`] : []),
      ];
    }),
    ...placesDiffer(events, seeded, journal),
  ];
});

/** The drift that the run undid, with what the reconciler says it repaired. */
export const undoneDriftComparison = comparison('undone drift', ['events', 'reconciles'], ({ events, reconciles }) => {
  const undone = events.filter((event) => event.kind === 'drift.undone');
  const seeded = events.filter((event) => event.kind === 'drift.seeded');
  const differences = reconciles.flatMap((result) => result.differences);
  return undone.flatMap(({ faultId, key }) => {
    const rule = seeded.find((one) => one.faultId === faultId && one.key === key)?.rule;
    const isRepaired = differences.some((one) => one.rule === rule && one.key === key && one.repaired);
    return isRepaired ? [`${faultId} ${key} was undone, and a reconcile run had repaired it`] : [];
  });
});

/** Drift is seeded between two snapshots, so that they show it. */
function placesDiffer(events: readonly JudgedEvent[], seeded: readonly Seeded[], { status }: Journal): string[] {
  const timeOf = (name: string) => events.find((event) => event.kind === 'snapshot' && event.name === name)?.elapsedMs;
  const drained = timeOf('drained') ?? Number.POSITIVE_INFINITY;
  const drifted = timeOf('drifted') ?? (status === 'completed' ? 0 : Number.POSITIVE_INFINITY);
  return seeded
    .filter(({ elapsedMs }) => elapsedMs < drained || elapsedMs > drifted)
    .map(({ faultId, key }) => `${faultId} ${key} was not seeded between the snapshots drained and drifted`);
}
