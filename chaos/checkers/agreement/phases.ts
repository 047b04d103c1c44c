import type { JudgedEvent } from '../../evidence/evidence.ts';
import type { Journal, Operation } from '../../schemas/index.ts';
import { comparison, toleratedMs } from './comparison.ts';

/** The phases that the events show, with the experiment's. */
export const phasesComparison = comparison('phases', ['events', 'history'], ({ events, history }, { journal }) => {
  const noted = events.filter((event) => event.kind.startsWith('phase.')).map((event) => event as PhaseEvent);
  const planned = plannedMoments(journal);
  const tolerated = toleratedMs(journal, events);
  return [
    ...noted
      .filter(({ phase }) => !planned.some(({ name }) => name === phase))
      .map(({ phase }) => `the experiment has no phase ${phase}`),
    ...planned.flatMap(({ name, kind, afterMs }) => momentDiffers(name, kind, afterMs, noted, journal, tolerated)),
    ...operationsOutside(history, planned, journal, tolerated),
  ];
});

type PhaseEvent = Extract<JudgedEvent, { kind: `phase.${string}` }>;

interface PlannedMoment {
  readonly name: string;
  readonly kind: PhaseEvent['kind'];
  /** Real milliseconds after the load began. */
  readonly afterMs: number;
}

function plannedMoments({ experiment }: Journal): PlannedMoment[] {
  let atMs = 0;
  return experiment.phases.flatMap(({ name, seconds, drainSeconds }) => {
    const began = atMs;
    const ended = began + seconds * 1000;
    atMs = ended + drainSeconds * 1000;
    return [
      { name, kind: 'phase.began' as const, afterMs: began },
      { name, kind: 'phase.ended' as const, afterMs: ended },
      { name, kind: 'phase.drained' as const, afterMs: atMs },
    ];
  });
}

/** Timers may fire this many milliseconds early. */
const EARLY_MS = 5;

function momentDiffers(
  name: string,
  kind: PhaseEvent['kind'],
  afterMs: number,
  noted: readonly PhaseEvent[],
  journal: Journal,
  tolerated: number,
): string[] {
  const found = noted.filter((event) => event.kind === kind && event.phase === name);
  const what = kind.slice('phase.'.length);
  const [first] = found;
  if (found.length > 1) return [`${name} ${what} ${found.length} times`];
  if (first === undefined) {
    return journal.status === 'completed' && journal.load !== null ? [`${name} never ${what}`] : [];
  }
  const { startSeconds } = journal.figures;
  if (startSeconds === undefined) return ['the journal does not say when the load began'];
  const lateMs = first.elapsedMs - (startSeconds * 1000 + afterMs);
  return lateMs < -EARLY_MS || lateMs > tolerated
    ? [`${name} ${what} ${Math.round(lateMs)} ms after the time that the experiment gives`]
    : [];
}

/** Real milliseconds after its stretch in which an iteration may still send its operation, as k6 waits for it. */
const GRACEFUL_STOP_MS = 40_000;

/** Operations that were sent outside the phases of their scenarios, which k6 times by its own clock. */
function operationsOutside(
  history: readonly Operation[],
  planned: readonly PlannedMoment[],
  journal: Journal,
  tolerated: number,
): string[] {
  const { startSeconds } = journal.figures;
  if (startSeconds === undefined) return [];
  const timeOf = (phase: string, kind: PhaseEvent['kind']) =>
    startSeconds * 1000 + (planned.find((moment) => moment.name === phase && moment.kind === kind)?.afterMs ?? 0);
  const spans = new Map<string, { readonly from: number; readonly to: number }[]>();
  for (const { name, scenarios } of journal.experiment.phases) {
    const from = timeOf(name, 'phase.began') - tolerated;
    const to = timeOf(name, 'phase.ended') + GRACEFUL_STOP_MS + tolerated;
    for (const scenario of scenarios) spans.set(scenario.name, [...(spans.get(scenario.name) ?? []), { from, to }]);
  }
  const isWithin = ({ scenario, elapsedMs }: Operation) =>
    (spans.get(scenario) ?? []).some(({ from, to }) => elapsedMs >= from && elapsedMs <= to);
  return history
    .filter((operation) => !isWithin(operation))
    .map(({ correlationId, scenario }) => `${correlationId} was sent outside the phases of ${scenario}`);
}
