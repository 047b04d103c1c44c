/**
 * Every evaluation range of up to five periods of {breaching, fine, missing}, every M of N, every treatment and every
 * previous state, checked against the laws of any alarm, not against a second evaluator.
 */
import { describe, expect, it } from '@jest/globals';
import {
  type AlarmState,
  alarmStates,
  type AlarmThreshold,
  evaluateAlarm,
  type MissingDataTreatment,
  missingDataTreatments,
} from '../../local/cloudwatch/alarm.ts';

type Sign = 'X' | '0' | '-';
const valueOf: Record<Sign, number | null> = { X: 1, '0': 0, '-': null };
const signs: readonly Sign[] = ['X', '0', '-'];

const rangesOf = (length: number): Sign[][] =>
  length === 0 ? [[]] : rangesOf(length - 1).flatMap((range) => signs.map((sign) => [...range, sign]));

interface Case {
  readonly range: Sign[];
  readonly m: number;
  readonly n: number;
}
const cases: Case[] = [];
for (let length = 1; length <= 5; length += 1) {
  for (const range of rangesOf(length)) {
    for (let n = 1; n <= length; n += 1) {
      for (let m = 1; m <= n; m += 1) cases.push({ range, m, n });
    }
  }
}

const known = new Map<string, AlarmState>();
const evaluate = (
  { range, m, n }: Case,
  TreatMissingData: MissingDataTreatment,
  previous: AlarmState = 'OK',
): AlarmState => {
  const question = [range.join(''), m, n, TreatMissingData, previous].join();
  const answer = known.get(question);
  if (answer !== undefined) return answer;
  const alarm: AlarmThreshold = {
    EvaluationPeriods: n,
    DatapointsToAlarm: m,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData,
  };
  const points = range.map((sign) => valueOf[sign]);
  const state = evaluateAlarm(alarm, points, previous);
  known.set(question, state);
  return state;
};
const count = (range: readonly Sign[], sign: Sign) => range.filter((one) => one === sign).length;
const realOf = (range: readonly Sign[]) => range.filter((sign) => sign !== '-');

/** Fails with the smallest set of cases that break the law. */
const holds = (law: (example: Case) => boolean, among: (example: Case) => boolean = () => true) => {
  const chosen = cases.filter(among);
  expect(chosen.length).toBeGreaterThan(0);
  const broken = chosen.filter((example) => !law(example));
  expect(broken.slice(0, 3).map(({ range, m, n }) => `${range.join(' ')}, ${m} of ${n}`)).toEqual([]);
};
const everyTreatment = (law: (treatment: MissingDataTreatment) => boolean) => missingDataTreatments.every(law);

describe('any alarm over any range of up to five periods', () => {
  it('covers every window', () => {
    expect(cases).toHaveLength([1, 2, 3, 4, 5].reduce((sum, r) => sum + (3 ** r * r * (r + 1)) / 2, 0));
  });

  it('depends on the previous state only where missing data is ignored', () => {
    holds((example) =>
      (['missing', 'breaching', 'notBreaching'] as const).every(
        (treatment) => new Set(alarmStates.map((previous) => evaluate(example, treatment, previous))).size === 1,
      ),
    );
  });

  it('under ignore, either keeps any previous state, or decides regardless of it', () => {
    holds((example) => {
      const results = alarmStates.map((previous) => evaluate(example, 'ignore', previous));
      return results.every((state, i) => state === alarmStates[i]) || new Set(results).size === 1;
    });
  });

  it('has insufficient data exactly when there is no data and missing data is treated as missing', () => {
    holds(
      (example) =>
        (evaluate(example, 'missing') === 'INSUFFICIENT_DATA') === (realOf(example.range).length === 0) &&
        evaluate(example, 'breaching') !== 'INSUFFICIENT_DATA' &&
        evaluate(example, 'notBreaching') !== 'INSUFFICIENT_DATA',
    );
  });

  it('with enough points, is the same for every treatment and wherever the gaps are', () => {
    holds(
      (example) => {
        const packed: Case = { ...example, range: realOf(example.range).slice(-example.n) };
        return everyTreatment((treatment) => evaluate(example, treatment) === evaluate(packed, 'missing'));
      },
      ({ range, n }) => realOf(range).length >= n,
    );
  });

  it('with a full window, alarms exactly when M of the newest N breach', () => {
    holds(
      ({ range, m, n }) => (evaluate({ range, m, n }, 'missing') === 'ALARM') === count(range.slice(-n), 'X') >= m,
      ({ range }) => count(range, '-') === 0,
    );
  });

  it('with too few points, breaching and notBreaching act as if the gap contained such points', () => {
    const filled = (example: Case, sign: Sign): Case => {
      const real = realOf(example.range);
      const gap = new Array<Sign>(example.n - real.length).fill(sign);
      return { ...example, range: [...gap, ...real] };
    };
    holds(
      (example) =>
        evaluate(example, 'breaching') === evaluate(filled(example, 'X'), 'missing') &&
        evaluate(example, 'notBreaching') === evaluate(filled(example, '0'), 'missing'),
      ({ range, n }) => realOf(range).length < n,
    );
  });

  it('alarms the least under notBreaching, the most under breaching', () => {
    const alarming = (example: Case, treatment: MissingDataTreatment) => evaluate(example, treatment) === 'ALARM';
    holds(
      (example) =>
        (!alarming(example, 'notBreaching') || everyTreatment((treatment) => alarming(example, treatment))) &&
        (alarming(example, 'breaching') || everyTreatment((treatment) => !alarming(example, treatment))),
    );
  });

  it('decides under ignore exactly what it decides under missing, or keeps the state', () => {
    holds((example) =>
      alarmStates.every((previous) => {
        const ignoring = evaluate(example, 'ignore', previous);
        return ignoring === previous || ignoring === evaluate(example, 'missing', previous);
      }),
    );
  });

  it('a point that turns from fine to breaching never ends an alarm', () => {
    holds(({ range, m, n }) =>
      range.every((sign, i) => {
        if (sign !== '0') return true;
        const worse: Case = { range: range.with(i, 'X'), m, n };
        return everyTreatment(
          (treatment) => evaluate({ range, m, n }, treatment) !== 'ALARM' || evaluate(worse, treatment) === 'ALARM',
        );
      }),
    );
  });

  it('alarms no later with a smaller M', () => {
    holds(
      ({ range, m, n }) =>
        everyTreatment(
          (treatment) =>
            evaluate({ range, m, n }, treatment) !== 'ALARM' || evaluate({ range, m: m - 1, n }, treatment) === 'ALARM',
        ),
      ({ m }) => m > 1,
    );
  });

  it('with too few points to reach M, missing data alarms only for breaches alone that are at least M periods old', () => {
    holds(
      ({ range, m, n }) => {
        const breachesAlone = count(range, '0') === 0;
        const age = range.length - range.indexOf('X');
        const state = evaluate({ range, m, n }, 'missing');
        const kept = alarmStates.every((previous) => evaluate({ range, m, n }, 'ignore', previous) === previous);
        return breachesAlone && age >= m ? state === 'ALARM' && kept : state === 'OK' && !kept;
      },
      ({ range, m, n }) => count(range, 'X') > 0 && realOf(range).length < n && count(range, 'X') < m,
    );
  });

  it('without a breach, alarms only for gaps that count as breaching', () => {
    holds(
      (example) =>
        evaluate(example, 'notBreaching') === 'OK' &&
        evaluate(example, 'missing') === 'OK' &&
        (evaluate(example, 'breaching') === 'ALARM') === example.n - count(example.range, '0') >= example.m,
      ({ range, n }) => count(range, 'X') === 0 && count(range, '0') > 0 && count(range, '0') <= n,
    );
  });
});
