import type { RunEvent } from '../schemas/index.ts';
import { absencesIn, firedOnlySince, isMaterial, unlessAbsent } from './absence.ts';
import { checker, type CheckResult, counted, unknown, unlessDelayed, validUnless } from './checker.ts';

type ProbeEvent = Extract<RunEvent, { kind: 'probe' }>;

/** The steady state holds again after the run. If it did not hold before, the run decides nothing. */
export const steadyState = checker('steady-state', ['events'], ({ events }, journal) => {
  const { before, after } = journal.experiment.steadyState;
  const probes = events.filter((event) => event.kind === 'probe');
  const first = lastAnswers(probes, 'before');
  const last = lastAnswers(probes, 'after');
  const unsteady = first.filter(({ ok }) => !ok).map(lineOf);
  if (unsteady.length > 0)
    return unknown('The steady state did not hold before the run, so the run did not start.', unsteady);
  const failing = last.filter(({ ok }) => !ok).map(lineOf);
  if (failing.length === 0 && (first.length < before.length || last.length < after.length)) {
    return unknown('Not every probe of the steady state answered.', [
      `before: ${first.length} of ${before.length} probes answered`,
      `after: ${last.length} of ${after.length} probes answered`,
    ]);
  }
  const result = validUnless(
    failing,
    `All probes held, ${before.length} before the run and ${after.length} after it.`,
    (count) => `${count} of ${counted(after.length, 'steady-state probe')} did not hold after the run.`,
  );
  const times = last.filter(({ ok }) => !ok).map(({ elapsedMs }) => elapsedMs);
  const probed = { fromMs: Math.min(...times), toMs: Math.max(...times) };
  const judged = unlessDelayed(result, journal, events, times.length === 0 ? undefined : probed);
  return last.every(({ ok, probe }) => ok || isAboutAlarms(probe)) ? unlessAlarmsFollowAbsence(judged, events) : judged;
});

const isAboutAlarms = (probe: string): boolean => probe === 'alarms' || probe.startsWith('alarms ');

/** An alarm stays in ALARM long after what made it fire, so an earlier absence may have caused what the probe found. */
function unlessAlarmsFollowAbsence(result: CheckResult, events: readonly RunEvent[]): CheckResult {
  const states = new Map(events.flatMap((event) => (event.kind === 'alarm' ? [[event.alarm, event.to]] : [])));
  const inAlarm = [...states].filter(([, state]) => state === 'ALARM').map(([alarm]) => alarm);
  const absences = absencesIn(events).filter(isMaterial);
  const areExcused = inAlarm.length > 0 && inAlarm.every((alarm) => firedOnlySince(alarm, events, absences));
  return areExcused ? unlessAbsent(result, absences, undefined) : result;
}

/** The last answer of each probe: a probe may be repeated until it holds. */
function lastAnswers(events: readonly ProbeEvent[], when: ProbeEvent['when']): ProbeEvent[] {
  return [...new Map(events.filter((event) => event.when === when).map((one) => [one.probe, one])).values()];
}

function lineOf({ probe, message }: ProbeEvent): string {
  return `${probe}: ${message}`;
}
