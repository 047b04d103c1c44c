import type { JudgedEvent } from '../../evidence/evidence.ts';
import type { Journal } from '../../schemas/index.ts';
import { comparison } from './comparison.ts';

type Transition = Extract<JudgedEvent, { kind: 'alarm' }>;

/** The transitions of each alarm, with each other and with the state in which it was listed. */
export const alarmTransitionsComparison = comparison('alarm transitions', ['events'], ({ events }, { journal }) => {
  const list = events.find((event) => event.kind === 'alarms.listed');
  const transitions = events.filter((event) => event.kind === 'alarm');
  const names = [...new Set(transitions.map(({ alarm }) => alarm))];
  const settledBefore = settledMs(events, journal);
  return names.flatMap((name) => {
    const own = transitions.filter(({ alarm }) => alarm === name);
    const listed = list?.alarms.find((alarm) => alarm.name === name)?.state;
    const before = own.filter(({ elapsedMs }) => elapsedMs < (list?.elapsedMs ?? 0));
    const start = before.length === 0 ? listed : undefined;
    return [
      ...own.filter(({ from, to }) => from === to).map(({ to, at }) => `${name} went from ${to} to ${to} at ${at}`),
      ...breaksIn(own, start)
        .filter(({ elapsedMs }) => elapsedMs <= settledBefore)
        .map(({ from, to, at, was }) => `${name} went from ${from} to ${to} at ${at}, but was in ${was}`),
    ];
  });
});

/** Transitions that do not start in the state in which the one before them ended. */
function breaksIn(
  transitions: readonly Transition[],
  start: string | undefined,
): (Transition & { readonly was: string })[] {
  return transitions.flatMap((transition, index) => {
    const was = index === 0 ? start : transitions[index - 1]?.to;
    return was === undefined || was === transition.from ? [] : [{ ...transition, was }];
  });
}

/** Real milliseconds after which the alarm history of a cloud shows every transition. */
const HISTORY_MS = 300_000;

/** Until when the transitions are complete. */
function settledMs(events: readonly JudgedEvent[], { target }: Journal): number {
  const last = events.at(-1)?.elapsedMs ?? 0;
  return target === 'aws' ? last - HISTORY_MS : last;
}
