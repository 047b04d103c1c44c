import type { Journal, RunEvent } from '../schemas/index.ts';
import { predictAlarms } from '../prediction/index.ts';
import { type AlarmChange, type Heard, hear, type Violation } from './alarm-heard.ts';
import { checker, invalid, unknown, valid } from './checker.ts';
import { timed } from './timed.ts';

/**
 * Expected alarms fired within their windows and cleared; every other stayed out of ALARM from the baseline on; the
 * system has every alarm of the sound template.
 */
export const alarmsAsPredicted = checker('alarms-as-predicted', ['events'], ({ events }, journal) => {
  const listed = events.find((event) => event.kind === 'alarms.listed');
  if (listed === undefined) return unknown("The system's alarms were never listed.");
  const predicted = predictAlarms(journal.experiment, events);
  const names = new Set(predicted.map(({ alarm }) => alarm.name));
  const changes = events.filter((event) => event.kind === 'alarm');
  const heard = [...names].map((name) =>
    hear(
      predicted.filter(({ alarm }) => alarm.name === name),
      changes.filter(({ alarm }) => alarm === name),
      { ended: journal.status === 'completed', until: events.at(-1)?.at ?? listed.at, causes: causeTimes(events) },
    ),
  );
  const violations = [
    ...atTheStart(journal, listed),
    ...heard.flatMap((one) => one.violations),
    ...others(changes, names),
  ];
  const measured = heard.flatMap((one) => one.measured);
  if (violations.length > 0) {
    const alarms = [...new Set(violations.map(({ alarm }) => alarm))];
    const finding = invalid(
      `${alarms.join(', ')} did not behave as predicted.`,
      violations.map(({ alarm, word, what }) => `${alarm}: ${word}: ${what}`),
      measured,
    );
    return violations.every(({ word }) => word === 'late') ? timed(finding, journal) : finding;
  }
  return undecidedOr(heard, () =>
    valid(
      `${names.size} alarms fired and cleared as predicted; the other ${listed.alarms.length - names.size} stayed quiet.`,
      measured,
    ),
  );
});

function undecidedOr(heard: readonly Heard[], otherwise: () => ReturnType<typeof valid>) {
  const lines = heard.flatMap(({ undecided }) => undecided);
  if (lines.length === 0) return otherwise();
  return unknown(
    'Some alarms had nothing to tell of, or no time to.',
    lines,
    heard.flatMap(({ measured }) => measured),
  );
}

function atTheStart({ alarms }: Journal, listed: Extract<RunEvent, { kind: 'alarms.listed' }>): Violation[] {
  const there = new Set(listed.alarms.map(({ name }) => name));
  return [
    ...alarms
      .filter((alarm) => !there.has(alarm))
      .map((alarm): Violation => ({ alarm, word: 'missing', what: 'in the sound template, and not in the system' })),
    ...listed.alarms
      .filter(({ state }) => state === 'ALARM')
      .map(({ name }): Violation => ({ alarm: name, word: 'false', what: 'in ALARM before any load or fault' })),
  ];
}

function others(changes: readonly AlarmChange[], expected: ReadonlySet<string>): Violation[] {
  return changes
    .filter(({ alarm, to }) => to === 'ALARM' && !expected.has(alarm))
    .map(({ alarm, at, reason }) => ({ alarm, word: 'false', what: `fired at ${at} (${reason})` }));
}

/** Virtual times at which each fault hit. */
function causeTimes(events: readonly RunEvent[]): ReadonlyMap<string, readonly number[]> {
  const times = new Map<string, number[]>();
  for (const event of events) {
    if (event.kind !== 'fault.hit') continue;
    const known = times.get(event.faultId);
    if (known === undefined) times.set(event.faultId, [Date.parse(event.at)]);
    else known.push(Date.parse(event.at));
  }
  return times;
}
