import type { ExpectedAlarm, Journal, RunEvent } from '../contract/index.ts';
import { checker, invalid, unknown, valid } from './checker.ts';
import { seconds } from './figures.ts';

/** What is wrong with one alarm. */
interface Violation {
  readonly alarm: string;
  readonly what: string;
}

interface Heard {
  readonly violations: readonly Violation[];
  readonly undecided: readonly string[];
  /** Virtual seconds from cause to ALARM. */
  readonly detected: number | null;
}

/**
 * Expected alarms fired within their time and cleared; every other stayed out of ALARM from the baseline on; the
 * system has every alarm of the sound template.
 */
export const alarmsAsPredicted = checker('alarms-as-predicted', ['events'], ({ events }, journal) => {
  const listed = events.find((event) => event.kind === 'alarms.listed');
  if (listed === undefined) return unknown("The system's alarms were never listed.");
  const expected = journal.experiment.expect.alarms;
  const heard = expected.map((alarm) => ({ alarm, ...hear(alarm, journal, events) }));
  const violations = [
    ...journal.alarms
      .filter((name) => !listed.alarms.some((alarm) => alarm.name === name))
      .map((alarm) => ({ alarm, what: 'in the sound template, and missing from the system' })),
    ...listed.alarms
      .filter(({ state }) => state === 'ALARM')
      .map(({ name }) => ({ alarm: name, what: 'in ALARM before any load or fault' })),
    ...heard.flatMap((one) => one.violations),
    ...firings(events)
      .filter(({ alarm }) => !expected.some(({ name }) => name === alarm))
      .map(({ alarm, at, reason }) => ({ alarm, what: `false alarm at ${at} (${reason})` })),
  ];
  const measured = heard.map(({ alarm, detected }) => ({
    name: `${alarm.name} after ${alarm.cause}`,
    unit: 'virtual s',
    value: detected,
    budget: budgetOf(alarm, journal),
  }));
  if (violations.length > 0) {
    const alarms = [...new Set(violations.map(({ alarm }) => alarm))];
    return invalid(
      `${alarms.join(', ')} did not behave as predicted.`,
      violations.map(({ alarm, what }) => `${alarm}: ${what}`),
      measured,
    );
  }
  const undecided = heard.flatMap((one) => one.undecided);
  if (undecided.length > 0) return unknown('Some alarms had nothing to tell of.', undecided, measured);
  return valid(
    `${expected.length} alarms fired and cleared as predicted; the other ${listed.alarms.length - expected.length} stayed quiet.`,
    measured,
  );
});

function hear(alarm: ExpectedAlarm, journal: Journal, events: readonly RunEvent[]): Heard {
  const { name, cause, also = [], clears } = alarm;
  const [began] = [cause, ...also].flatMap((one) => beginningOf(one, events) ?? []).sort();
  const fired = firings(events).filter((event) => event.alarm === name);
  if (began === undefined) return { violations: [], undecided: [`${name}: ${cause} never took place`], detected: null };
  const early = fired.filter(({ at }) => at < began);
  const first = fired.find(({ at }) => at >= began);
  const violations = early.map(({ at }) => ({ alarm: name, what: `false alarm at ${at}, before ${cause}` }));
  if (first === undefined) {
    return {
      violations: [...violations, { alarm: name, what: `never fired, though ${cause} began at ${began}` }],
      undecided: [],
      detected: null,
    };
  }
  const detected = seconds(began, first.at);
  const budget = budgetOf(alarm, journal);
  const wrong = (what: string) => violations.push({ alarm: name, what });
  if (detected > budget) wrong(`fired ${detected.toFixed(0)} virtual s after ${cause}, allowed are ${budget}`);
  const last = changes(events).findLast((event) => event.alarm === name);
  if (clears && last?.to !== 'OK') wrong(`not back in OK at the end, but ${last?.to ?? 'nowhere'}`);
  return { violations, undecided: [], detected };
}

/** Virtual time of a fault's first hit; for drift, of the first reconcile run that could find it. */
function beginningOf(cause: string, events: readonly RunEvent[]): string | undefined {
  const hit = events.find((event) => event.kind === 'fault.hit' && event.faultId === cause);
  if (hit !== undefined) return hit.at;
  const seeded = events.findLast((event) => event.kind === 'drift.seeded' && event.faultId === cause);
  if (seeded === undefined) return undefined;
  return events.find((event) => event.kind === 'reconcile.began' && event.elapsedMs >= seeded.elapsedMs)?.at;
}

function budgetOf({ cause, withinSeconds }: ExpectedAlarm, { experiment }: Journal): number {
  const byFault = experiment.faults.some(({ id }) => id === cause);
  return byFault ? Math.min(withinSeconds, experiment.budgets.detectSeconds) : withinSeconds;
}

function changes(events: readonly RunEvent[]) {
  return events.filter((event) => event.kind === 'alarm');
}

function firings(events: readonly RunEvent[]) {
  return changes(events).filter(({ to }) => to === 'ALARM');
}
