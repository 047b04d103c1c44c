import type { JudgedEvent } from '../../evidence/evidence.ts';
import type { Journal, Probe } from '../../schemas/index.ts';
import { probeNames } from '../../schemas/probe-names.ts';
import { judgedRunEnd } from '../judged-run.ts';
import { comparison, FUNCTION_SKEW_MS, toleratedMs } from './comparison.ts';
import { contradicts } from './probe-message.ts';

/** More attempts than the runner makes for a probe. */
const MAX_ATTEMPTS = 5;

/** The answers of probes, with the experiment's steady state. */
export const probesComparison = comparison('probes', ['events'], ({ events }, { journal }) => {
  const { steadyState } = journal.experiment;
  const answers = events.filter((event) => event.kind === 'probe');
  const isAtItsTime = timesOf(events, journal);
  return (['before', 'after'] as const).flatMap((when) => {
    const names = probeNames(steadyState[when]);
    const own = answers.filter((answer) => answer.when === when);
    const probeOf = new Map(names.map((name, index) => [name, steadyState[when][index]]));
    return [
      ...own
        .filter(({ probe }) => !names.includes(probe))
        .map(({ probe }) => `the experiment asks no probe ${probe} ${when} the run`),
      ...names
        .filter((name) => own.filter(({ probe }) => probe === name).length > MAX_ATTEMPTS)
        .map((name) => `${name} was asked more than ${MAX_ATTEMPTS} times ${when} the run`),
      ...own
        .filter(({ elapsedMs }) => !isAtItsTime[when](elapsedMs))
        .map(({ probe }) => `${probe} was asked at another time than ${when} the run`),
      ...own
        .filter(({ ok, probe }, index) => ok && own.slice(index + 1).some((later) => later.probe === probe))
        .map(({ probe }) => `${probe} was asked again ${when} the run, although it held`),
      ...own
        .filter(({ probe, ok, message }) => contradicts(probeOf.get(probe), ok, message))
        .map(
          ({ probe, ok, message }) => `${probe} ${ok ? 'held' : 'did not hold'} ${when} the run, and said: ${message}`,
        ),
      ...own
        .filter(({ ok }) => ok)
        .flatMap((answer) => alarmsThroughout(probeOf.get(answer.probe), answer, events, journal)),
    ];
  });
});

type Answer = Extract<JudgedEvent, { kind: 'probe' }>;

/** Alarms that were in ALARM long before and long after a probe that says that none is. */
function alarmsThroughout(
  probe: Probe | undefined,
  { probe: name, elapsedMs }: Answer,
  events: readonly JudgedEvent[],
  journal: Journal,
): string[] {
  // On AWS, the run may end before the history of alarms shows that one has cleared.
  if (probe?.probe !== 'alarms' || journal.target === 'aws') return [];
  const tolerated = toleratedMs(journal, events);
  const states = new Map<string, string>();
  const later = new Set<string>();
  for (const event of events) {
    if (event.kind !== 'alarm' || !(probe.names?.includes(event.alarm) ?? true)) continue;
    if (event.elapsedMs <= elapsedMs - tolerated) states.set(event.alarm, event.to);
    else if (event.elapsedMs <= elapsedMs + tolerated) later.add(event.alarm);
  }
  return [...states]
    .filter(([alarm, state]) => state === 'ALARM' && !later.has(alarm))
    .map(([alarm]) => `${name} held, and ${alarm} was in ALARM`);
}

/** Probes are asked before anything else happens, and once more when all has come to rest. */
function timesOf(
  events: readonly JudgedEvent[],
  journal: Journal,
): Readonly<Record<'before' | 'after', (elapsedMs: number) => boolean>> {
  const first = events.find(({ kind }) => kind === 'snapshot' || kind === 'phase.began')?.elapsedMs;
  const last = events.findLast((event) => event.kind === 'snapshot' && event.name === 'end')?.elapsedMs;
  const reconciled = judgedRunEnd(events, journal)?.elapsedMs;
  const steps = events.filter(
    (event) => event.kind === 'phase.drained' || (event.kind === 'snapshot' && event.name !== 'end'),
  );
  const rested = Math.max(
    steps.at(-1)?.elapsedMs ?? Number.POSITIVE_INFINITY,
    reconciled === undefined ? 0 : reconciled - FUNCTION_SKEW_MS,
  );
  return {
    before: (elapsedMs) => elapsedMs <= (first ?? Number.POSITIVE_INFINITY),
    after: (elapsedMs) => rested <= elapsedMs && elapsedMs <= (last ?? Number.POSITIVE_INFINITY),
  };
}
