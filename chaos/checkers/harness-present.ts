import { absencesIn, isMaterial } from './absence.ts';
import { checker, largest, unknown, valid } from './checker.ts';

/**
 * The harness, the engines and the machine were there during the whole run. If not, the run decides nothing. A machine
 * that was only short of CPU or memory matters to the checks that it can have failed, and to no other.
 */
export const harnessPresent = checker('harness-present', ['events'], ({ events }) => {
  const watched = events.findLast((event) => event.kind === 'heartbeats');
  if (watched === undefined) return unknown('The run did not record whether its processes were there.');
  const absences = absencesIn(events);
  const total = absences.filter(({ isTotal }) => isTotal);
  const longest = largest(total.map(({ fromMs, toMs }) => toMs - fromMs));
  const measured = [{ name: 'longest absence', unit: 'ms', value: longest, budget: null }];
  const silent = watched.watched
    .filter(({ beats }) => beats === 0)
    .map(({ who }) => `${who} gave no sign of life at all`);
  const lines = [...silent, ...total.filter(isMaterial).map(({ text }) => text)];
  if (lines.length > 0) {
    return unknown(
      'A process stood still, or the machine lacked something, so the run decides nothing.',
      lines,
      measured,
    );
  }
  const names = watched.watched.map(({ who }) => who).join(', ');
  const slow = absences.filter(isMaterial).length;
  const slowed = slow === 0 ? '' : ` The machine was short of CPU or memory ${slow === 1 ? 'once' : `${slow} times`}.`;
  return valid(`Present during the whole run: ${names}.${slowed}`, measured);
});
