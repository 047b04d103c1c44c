import { type Journal, muteRuleAt, type RunEvent } from '../schemas/index.ts';
import { predictAlarms } from '../prediction/index.ts';
import { type AlarmChange, type AlarmFindings, type AlarmViolation, judgeAlarm } from './alarm-findings.ts';
import { type Absence, absencesIn, firedOnlySince, isMaterial, unlessAbsent } from './absence.ts';
import { checker, type CheckResult, counted, invalid, unknown, unlessDelayed, valid } from './checker.ts';

/**
 * Expected alarms fired within their windows and cleared; every other alarm stayed out of ALARM from the start,
 * unless the experiment ignores it; the system has every alarm of the unmodified template. An alarm whose metric nothing emits has not stayed quiet: it could
 * not fire.
 */
export const alarmsAsPredicted = checker('alarms-as-predicted', ['events'], ({ events }, journal) => {
  const listed = events.find((event) => event.kind === 'alarms.listed');
  if (listed === undefined) return unknown("The system's alarms were never listed.");
  const predicted = predictAlarms(journal.experiment, events);
  const names = new Set(predicted.map(({ alarm }) => alarm.name));
  const changes = events.filter((event) => event.kind === 'alarm');
  const run = {
    isCompleted: journal.status === 'completed',
    until: events.at(-1)?.at ?? listed.at,
    hits: hitTimes(events),
  };
  const findings = [...names].map((name) =>
    judgeAlarm(
      predicted.filter(({ alarm }) => alarm.name === name),
      changes.filter(({ alarm }) => alarm === name),
      run,
    ),
  );
  const violations = [
    ...violationsAtStart(journal, listed),
    ...findings.flatMap((one) => one.violations),
    ...(journal.experiment.expect.unlistedAlarms === 'ignore' ? [] : unexpectedFirings(changes, names)),
  ];
  const measured = findings.flatMap((one) => one.measured);
  if (violations.length > 0) {
    const alarms = [...new Set(violations.map(({ alarm }) => alarm))];
    const result = invalid(
      `${alarms.join(', ')} did not behave as predicted.`,
      violations.map(({ alarm, kind, text }) => `${alarm}: ${kind}: ${text}`),
      measured,
    );
    if (violations.every(({ kind }) => kind === 'late')) return unlessDelayed(result, journal, events);
    const absences = absencesIn(events).filter(isMaterial);
    const areExcused = violations.every((violation) => isExcused(violation, changes, absences));
    return areExcused ? unlessAbsent(result, absences, undefined) : result;
  }
  const blind = blindAlarms(events);
  if (blind !== undefined) return blind;
  const others = listed.alarms.length - names.size;
  const silent = others === 0 ? 'no other alarm fired' : `${counted(others, 'other alarm')} did not fire`;
  const muted = mutedFirings(changes, events);
  return (
    undecided(findings) ??
    notLookedFor(events, journal) ??
    valid(`${counted(names.size, 'alarm')} fired and cleared as predicted; ${silent}.${muted}`, measured)
  );
});

/** A sentence about the alarms that fired and did not act, if there are any. */
function mutedFirings(changes: readonly AlarmChange[], events: readonly RunEvent[]): string {
  const muted = changes
    .filter(({ to }) => to === 'ALARM')
    .flatMap(({ alarm, at }) => {
      const rule = muteRuleAt(alarm, at, events);
      return rule === undefined ? [] : [`${alarm} (mute rule ${rule})`];
    });
  return muted.length === 0 ? '' : ` Their actions were muted: ${[...new Set(muted)].join(', ')}.`;
}

/** Undefined if every alarm can fire, as far as is known. */
function blindAlarms(events: readonly RunEvent[]): CheckResult | undefined {
  const looked = events.findLast((event) => event.kind === 'alarms.blind');
  if (looked === undefined) return unknown('Nothing shows that anything emits the metrics of the alarms.');
  if (looked.alarms.length === 0) return undefined;
  const names = looked.alarms.map(({ name }) => name);
  return unknown(
    `${names.join(', ')} could not fire, so nothing is known from their silence.`,
    looked.alarms.map(({ name, reason }) => `${name}: ${reason}`),
  );
}

/** What nothing emits at the start the load may emit, and the other way round: two looks are about the whole run. */
function notLookedFor(events: readonly RunEvent[], { status, load }: Journal): CheckResult | undefined {
  const looked = new Set(events.flatMap((event) => (event.kind === 'alarms.blind' ? [event.when] : [])));
  if (looked.size === 2 || status !== 'completed' || load === null) return undefined;
  return unknown('Nothing shows that anything emits the metrics of the alarms, both before and after the load.');
}

/**
 * Whether an absence can have caused what the alarm did: a process that stands still makes calls fail and metrics late. It
 * takes no alarm away, and it makes none fire before it begins.
 */
function isExcused(
  { alarm, kind }: AlarmViolation,
  changes: readonly AlarmChange[],
  absences: readonly Absence[],
): boolean {
  if (kind === 'missing') return false;
  if (kind === 'missed' || kind === 'late' || kind === 'stuck') return absences.length > 0;
  return firedOnlySince(alarm, changes, absences);
}

function undecided(findings: readonly AlarmFindings[]): CheckResult | undefined {
  const lines = findings.flatMap((one) => one.undecided);
  if (lines.length === 0) return undefined;
  return unknown(
    'Some alarms had no cause to fire, or the run ended too early to tell.',
    lines,
    findings.flatMap(({ measured }) => measured),
  );
}

function violationsAtStart(
  { alarms }: Journal,
  listed: Extract<RunEvent, { kind: 'alarms.listed' }>,
): AlarmViolation[] {
  const present = new Set(listed.alarms.map(({ name }) => name));
  return [
    ...alarms
      .filter((alarm) => !present.has(alarm))
      .map((alarm): AlarmViolation => ({ alarm, kind: 'missing', text: 'in the template, but not in the system' })),
    ...listed.alarms
      .filter(({ state }) => state === 'ALARM')
      .map(({ name }): AlarmViolation => ({ alarm: name, kind: 'false', text: 'in ALARM before any load or fault' })),
  ];
}

function unexpectedFirings(changes: readonly AlarmChange[], expected: ReadonlySet<string>): AlarmViolation[] {
  return changes
    .filter(({ alarm, to }) => to === 'ALARM' && !expected.has(alarm))
    .map(({ alarm, at, reason }) => ({
      alarm,
      kind: 'false',
      text: `fired at ${at}, and the experiment does not expect it in expect.alarms (${reason})`,
    }));
}

/** By fault id, the virtual times at which it hit. */
function hitTimes(events: readonly RunEvent[]): ReadonlyMap<string, readonly number[]> {
  const times = new Map<string, number[]>();
  for (const event of events) {
    if (event.kind !== 'fault.hit') continue;
    const known = times.get(event.faultId);
    if (known === undefined) times.set(event.faultId, [Date.parse(event.at)]);
    else known.push(Date.parse(event.at));
  }
  return times;
}
