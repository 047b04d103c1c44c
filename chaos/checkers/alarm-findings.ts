import type { Check, ExpectedAlarm, RunEvent } from '../schemas/index.ts';
import type { AlarmWindow, PredictedAlarm } from '../prediction/index.ts';

/** Something that an alarm did wrong. */
export interface AlarmViolation {
  readonly alarm: string;
  readonly kind: 'missing' | 'false' | 'early' | 'missed' | 'late' | 'stuck';
  readonly text: string;
}

export type AlarmChange = Extract<RunEvent, { kind: 'alarm' }>;

export interface AlarmFindings {
  readonly violations: readonly AlarmViolation[];
  readonly undecided: readonly string[];
  readonly measured: Check['measured'];
}

export interface RunFacts {
  /** Whether the run completed: only then did every alarm have time to clear. */
  readonly isCompleted: boolean;
  /** Virtual time of the run's last event. */
  readonly until: string;
  /** By fault id, the virtual epoch milliseconds at which it hit. */
  readonly hits: ReadonlyMap<string, readonly number[]>;
}

/** Compares what one alarm did with all that was predicted for it. */
export function judgeAlarm(
  predicted: readonly PredictedAlarm[],
  changes: readonly AlarmChange[],
  run: RunFacts,
): AlarmFindings {
  const due = predicted.flatMap(({ alarm, window }) => (window === undefined ? [] : [{ alarm, window }]));
  const withoutCause = predicted.filter(({ window }) => window === undefined);
  const findings = due.map((one) => judgeFirstFiring(one, changes, run));
  return {
    violations: [
      ...unexplainedFirings(due, withoutCause, changes, run),
      ...findings.flatMap(({ violations }) => violations),
      ...stuckInAlarm(due, changes, run),
    ],
    undecided: [
      ...withoutCause.map(
        ({ alarm }) => `${alarm.name}: ${alarm.cause} did not happen, or not often enough to make the alarm fire`,
      ),
      ...findings.flatMap(({ undecided }) => undecided),
    ],
    measured: findings.flatMap(({ measured }) => measured),
  };
}

interface DueAlarm {
  readonly alarm: ExpectedAlarm;
  readonly window: AlarmWindow;
}

function judgeFirstFiring(
  { alarm, window }: DueAlarm,
  changes: readonly AlarmChange[],
  { until }: RunFacts,
): AlarmFindings {
  const { name, cause } = alarm;
  const fired = firstFiring(changes, window.earliest);
  const secondsTo = (time: number) => (time - window.earliest) / 1000;
  const allowed = secondsTo(window.latest);
  const detected = fired === undefined ? null : Math.max(0, secondsTo(fired));
  const measured = [{ name: `${name} after ${cause}`, unit: 'virtual s', value: detected, budget: allowed }];
  const violation = (kind: AlarmViolation['kind'], text: string): AlarmFindings => ({
    violations: [{ alarm: name, kind, text }],
    undecided: [],
    measured,
  });
  if (fired === undefined) {
    const began = new Date(window.earliest).toISOString();
    if (Date.parse(until) >= window.latest)
      return violation('missed', `did not fire, although ${cause} began at ${began}`);
    return { violations: [], undecided: [`${name}: the run ended before the alarm had to fire`], measured };
  }
  if (fired > window.latest) {
    return violation(
      'late',
      `fired ${secondsTo(fired).toFixed(0)} virtual s after ${cause}; ${allowed.toFixed(0)} are allowed`,
    );
  }
  return { violations: [], undecided: [], measured };
}

/**
 * Epoch milliseconds of the first change to ALARM at or after `earliest`, or of an earlier change if the alarm was
 * still firing then.
 */
function firstFiring(changes: readonly AlarmChange[], earliest: number): number | undefined {
  const before = changes.findLast(({ at }) => Date.parse(at) < earliest);
  if (before?.to === 'ALARM') return Date.parse(before.at);
  const first = changes.find(({ at, to }) => to === 'ALARM' && Date.parse(at) >= earliest);
  return first === undefined ? undefined : Date.parse(first.at);
}

/**
 * Firings before the first cause, or long after the last. Reports nothing if the evidence lacks one of the causes: it
 * may have happened unseen and made the alarm fire.
 */
function unexplainedFirings(
  due: readonly DueAlarm[],
  withoutCause: readonly PredictedAlarm[],
  changes: readonly AlarmChange[],
  run: RunFacts,
): AlarmViolation[] {
  if (due.length === 0 || withoutCause.length > 0) return [];
  const earliest = Math.min(...due.map(({ window }) => window.earliest));
  return changes
    .filter(({ to }) => to === 'ALARM')
    .flatMap(({ alarm, at }): AlarmViolation[] => {
      const time = Date.parse(at);
      if (time < earliest) return [{ alarm, kind: 'early', text: `fired at ${at}, before ${causesOf(due)}` }];
      if (due.some((one) => explains(one, time, run))) return [];
      return [{ alarm, kind: 'false', text: `fired at ${at}, long after ${causesOf(due)}` }];
    });
}

/**
 * A fault explains a firing within the allowed time after each of its hits; drift explains every firing while it
 * exists.
 */
function explains({ alarm, window }: DueAlarm, time: number, { hits }: RunFacts): boolean {
  if (time < window.earliest) return false;
  const times = [alarm.cause, ...(alarm.also ?? [])].flatMap((id) => hits.get(id) ?? []);
  const allowed = Math.max(window.latest - window.earliest, alarm.withinSeconds * 1000);
  return times.length === 0 || times.some((hit) => time >= hit && time <= hit + allowed) || time <= window.latest;
}

function stuckInAlarm(
  due: readonly DueAlarm[],
  changes: readonly AlarmChange[],
  { isCompleted }: RunFacts,
): AlarmViolation[] {
  const last = changes.at(-1);
  const [first] = due;
  const clears = due.every(({ alarm }) => alarm.clears);
  if (!isCompleted || first === undefined || last === undefined || !clears || last.to === 'OK') return [];
  return [{ alarm: first.alarm.name, kind: 'stuck', text: `in ${last.to} at the end, not back in OK` }];
}

function causesOf(due: readonly DueAlarm[]): string {
  return due.map(({ alarm }) => alarm.cause).join(', ');
}
