import type { Check, ExpectedAlarm, RunEvent } from '../schemas/index.ts';
import type { AlarmWindow, PredictedAlarm } from '../prediction/index.ts';

type Word = 'missing' | 'false' | 'early' | 'missed' | 'late' | 'stuck';

/** What is wrong with one alarm. */
export interface Violation {
  readonly alarm: string;
  readonly word: Word;
  readonly what: string;
}

export type AlarmChange = Extract<RunEvent, { kind: 'alarm' }>;

export interface Heard {
  readonly violations: readonly Violation[];
  readonly undecided: readonly string[];
  readonly measured: Check['measured'];
}

export interface Circumstances {
  /** Whether the run came to its end: only then was every alarm given its time to clear. */
  readonly ended: boolean;
  /** Virtual time of the last that was seen of the run. */
  readonly until: string;
  /** Virtual epoch milliseconds at which each fault hit. */
  readonly causes: ReadonlyMap<string, readonly number[]>;
}

/** What one alarm did, beside all that was expected of it. */
export function hear(
  predicted: readonly PredictedAlarm[],
  changes: readonly AlarmChange[],
  circumstances: Circumstances,
): Heard {
  const due = predicted.flatMap(({ alarm, window }) => (window === undefined ? [] : [{ alarm, window }]));
  const idle = predicted.filter(({ window }) => window === undefined);
  const each = due.map((one) => hearOne(one, changes, circumstances));
  return {
    violations: [
      ...strayFirings(due, idle, changes, circumstances),
      ...each.flatMap(({ violations }) => violations),
      ...stuckAt(due, changes, circumstances),
    ],
    undecided: [
      ...idle.map(({ alarm }) => `${alarm.name}: ${alarm.cause} did not happen, or too rarely to make it fire`),
      ...each.flatMap(({ undecided }) => undecided),
    ],
    measured: each.flatMap(({ measured }) => measured),
  };
}

interface Due {
  readonly alarm: ExpectedAlarm;
  readonly window: AlarmWindow;
}

function hearOne({ alarm, window }: Due, changes: readonly AlarmChange[], { until }: Circumstances): Heard {
  const { name, cause } = alarm;
  const fired = firstFiring(changes, window.earliest);
  const secondsTo = (time: number) => (time - window.earliest) / 1000;
  const allowed = secondsTo(window.latest);
  const detected = fired === undefined ? null : Math.max(0, secondsTo(fired));
  const measured = [{ name: `${name} after ${cause}`, unit: 'virtual s', value: detected, budget: allowed }];
  const wrong = (word: Violation['word'], what: string): Heard => ({
    violations: [{ alarm: name, word, what }],
    undecided: [],
    measured,
  });
  if (fired === undefined) {
    const began = new Date(window.earliest).toISOString();
    if (Date.parse(until) >= window.latest) return wrong('missed', `never fired, though ${cause} began at ${began}`);
    return { violations: [], undecided: [`${name}: the run ended before it had to fire`], measured };
  }
  if (fired > window.latest) {
    return wrong(
      'late',
      `fired ${secondsTo(fired).toFixed(0)} virtual s after ${cause}, allowed are ${allowed.toFixed(0)}`,
    );
  }
  return { violations: [], undecided: [], measured };
}

/** Epoch milliseconds of the first change to ALARM from then on; of an earlier one, where it still stood in ALARM then. */
function firstFiring(changes: readonly AlarmChange[], earliest: number): number | undefined {
  const before = changes.findLast(({ at }) => Date.parse(at) < earliest);
  if (before?.to === 'ALARM') return Date.parse(before.at);
  const first = changes.find(({ at, to }) => to === 'ALARM' && Date.parse(at) >= earliest);
  return first === undefined ? undefined : Date.parse(first.at);
}

/**
 * Firings that nothing explains: before the first cause, or long after the last. Of a cause that did not show, or too
 * weakly, it is open whether it was not there or was not seen: the alarm may tell of it all the same.
 */
function strayFirings(
  due: readonly Due[],
  idle: readonly PredictedAlarm[],
  changes: readonly AlarmChange[],
  circumstances: Circumstances,
): Violation[] {
  if (due.length === 0 || idle.length > 0) return [];
  const earliest = Math.min(...due.map(({ window }) => window.earliest));
  return changes
    .filter(({ to }) => to === 'ALARM')
    .flatMap(({ alarm, at }): Violation[] => {
      const time = Date.parse(at);
      if (time < earliest) return [{ alarm, word: 'early', what: `fired at ${at}, before ${namesOf(due)}` }];
      if (due.some((one) => explains(one, time, circumstances))) return [];
      return [{ alarm, word: 'false', what: `fired at ${at}, long after ${namesOf(due)}` }];
    });
}

/** Within the window, or, of a fault, within the time that each hit has to be told. Drift tells as long as it is there. */
function explains({ alarm, window }: Due, time: number, circumstances: Circumstances): boolean {
  if (time < window.earliest) return false;
  const hits = causesOf(alarm, circumstances);
  const told = Math.max(window.latest - window.earliest, alarm.withinSeconds * 1000);
  return hits.length === 0 || hits.some((hit) => time >= hit && time <= hit + told) || time <= window.latest;
}

function stuckAt(due: readonly Due[], changes: readonly AlarmChange[], { ended }: Circumstances): Violation[] {
  const last = changes.at(-1);
  const [first] = due;
  const clears = due.every(({ alarm }) => alarm.clears);
  if (!ended || first === undefined || last === undefined || !clears || last.to === 'OK') return [];
  return [{ alarm: first.alarm.name, word: 'stuck', what: `not back in OK at the end, but ${last.to}` }];
}

function causesOf({ cause, also = [] }: ExpectedAlarm, { causes }: Circumstances): number[] {
  return [cause, ...also].flatMap((one) => causes.get(one) ?? []);
}

function namesOf(due: readonly Due[]): string {
  return due.map(({ alarm }) => alarm.cause).join(', ');
}
