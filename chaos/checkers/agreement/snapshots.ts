import type { JudgedEvent } from '../../evidence/evidence.ts';
import type { Journal, SnapshotName } from '../../schemas/index.ts';
import { comparison, differs, isAfter, repeated } from './comparison.ts';

const ORDER: readonly SnapshotName[] = ['before', 'drained', 'drifted', 'end'];

/** The snapshots that the events show, with those that the journal counts. */
export const snapshotEventsComparison = comparison('snapshot events', ['events'], ({ events }, { journal }) => {
  const noted = events.filter((event) => event.kind === 'snapshot').map(({ name }) => name);
  const kept = ORDER.filter((name) => journal.counts[`state/${name}/snapshot.json`] !== undefined);
  const inOrder = ORDER.filter((name) => noted.includes(name));
  return [
    ...repeated(noted).map((name) => `the snapshot ${name} was taken more than once`),
    ...kept.filter((name) => !noted.includes(name)).map((name) => `no event shows when the snapshot ${name} was taken`),
    ...inOrder
      .filter((name) => !kept.includes(name))
      .map((name) => `the journal counts no file of the snapshot ${name}`),
    ...(repeated(noted).length === 0 && noted.join() !== inOrder.join()
      ? [`the snapshots were taken in the order ${noted.join(', ')}`]
      : []),
    ...placesDiffer(events, journal),
  ];
});

/** The load lies between the first two snapshots. */
function placesDiffer(events: readonly JudgedEvent[], { status }: Journal): string[] {
  const timeOf = (name: SnapshotName) =>
    events.find((event) => event.kind === 'snapshot' && event.name === name)?.elapsedMs;
  const began = events.find(({ kind }) => kind === 'phase.began')?.elapsedMs;
  const drained = events.findLast(({ kind }) => kind === 'phase.drained')?.elapsedMs;
  return [
    ...(isAfter(timeOf('before'), began) ? ['the snapshot before was taken after the load had begun'] : []),
    ...(status === 'completed' && isAfter(drained, timeOf('drained'))
      ? ['the snapshot drained was taken before the load had drained']
      : []),
  ];
}

/** The times of the snapshots themselves, with those of their events: a snapshot is begun, and then noted. */
export const snapshotTimesComparison = comparison(
  'snapshot times',
  ['events', 'before', 'drained', 'end'],
  ({ events, before, drained, end }) => timesDiffer(events, { before, drained, end }),
);

export const driftedTimeComparison = comparison(
  'snapshot times after the drift',
  ['events', 'drifted'],
  ({ events, drifted }) => timesDiffer(events, { drifted }),
);

/** One snapshot begins after the one before it was noted. */
function timesDiffer(
  events: readonly JudgedEvent[],
  snapshots: Readonly<Partial<Record<SnapshotName, { readonly at: string }>>>,
): string[] {
  const noted = events.filter((event) => event.kind === 'snapshot');
  return noted.flatMap(({ name, at, from }, index) => {
    const began = snapshots[name]?.at;
    const earlier = noted[index - 1]?.at;
    if (began === undefined) return [];
    return [
      ...differs(`time of ${name}, in its event and in its file`, from ?? 'none', began),
      ...(began > at ? [`${name} was begun at ${began}, after it was noted at ${at}`] : []),
      ...(earlier !== undefined && began < earlier
        ? [`${name} was begun at ${began}, before the one before it was noted`]
        : []),
    ];
  });
}

/** Every snapshot holds the same views. */
export const snapshotViewsComparison = comparison(
  'snapshot views',
  ['before', 'drained', 'drifted', 'end'],
  ({ before, drained, drifted, end }) => {
    const names = [...before.views.keys()].sort().join();
    return [drained, drifted, end]
      .filter(({ views }) => [...views.keys()].sort().join() !== names)
      .map(({ name }) => `the snapshot ${name} has other views than the one before the load`);
  },
);
