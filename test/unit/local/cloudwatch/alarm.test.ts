import { describe, expect, it } from '@jest/globals';
import {
  AlarmEvaluationError,
  type AlarmState,
  type AlarmThreshold,
  evaluateAlarm,
  missingDataTreatments,
} from '../../../../local/cloudwatch/alarm.ts';

const KEPT = 'kept';
/** The table in the CloudWatch user guide: X breaches, 0 does not, - is missing; oldest first. */
const published: readonly [points: string, m: number, n: number, ...states: string[]][] = [
  ['0 - X - X', 3, 3, 'OK', 'OK', 'OK', 'OK'],
  ['0 - - - -', 3, 3, 'OK', 'OK', 'OK', 'OK'],
  ['- - - - -', 3, 3, 'INSUFFICIENT_DATA', KEPT, 'ALARM', 'OK'],
  ['0 X X - X', 3, 3, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['- - X - -', 3, 3, 'ALARM', KEPT, 'ALARM', 'OK'],
  ['0 - X - X', 2, 3, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 0 X 0 X', 2, 3, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 - X - -', 2, 3, 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - - 0', 2, 3, 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - X -', 2, 3, 'ALARM', KEPT, 'ALARM', 'OK'],
];
const cells = published.flatMap(([points, m, n, ...states]) =>
  missingDataTreatments.map((treatment, column) => ({ points, m, n, treatment, expected: states[column]! })),
);
const values: Record<string, number | null> = { X: 10, '0': 0, '-': null };
const range = (drawn: string) => drawn.split(' ').map((sign) => values[sign]!);

const alarm: AlarmThreshold = {
  EvaluationPeriods: 3,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanThreshold',
};

describe('evaluateAlarm follows the published table', () => {
  it.each(cells)('$points, $m of $n, $treatment: $expected', ({ points, m, n, treatment, expected }) => {
    for (const previous of ['OK', 'ALARM', 'INSUFFICIENT_DATA'] satisfies AlarmState[]) {
      const state = evaluateAlarm(
        { ...alarm, EvaluationPeriods: n, DatapointsToAlarm: m, TreatMissingData: treatment },
        range(points),
        previous,
      );
      expect(state).toBe(expected === KEPT ? previous : expected);
    }
  });
});

describe('evaluateAlarm', () => {
  it.each([
    ['GreaterThanOrEqualToThreshold', 4, 'OK'],
    ['GreaterThanOrEqualToThreshold', 5, 'ALARM'],
    ['GreaterThanThreshold', 5, 'OK'],
    ['GreaterThanThreshold', 6, 'ALARM'],
    ['LessThanOrEqualToThreshold', 6, 'OK'],
    ['LessThanOrEqualToThreshold', 5, 'ALARM'],
    ['LessThanThreshold', 5, 'OK'],
    ['LessThanThreshold', 4, 'ALARM'],
  ] as const)('%s 5 makes %d %s', (ComparisonOperator, point, state) => {
    expect(evaluateAlarm({ ...alarm, EvaluationPeriods: 1, ComparisonOperator }, [point], 'OK')).toBe(state);
  });

  it('requires every point to breach if DatapointsToAlarm is absent', () => {
    expect(evaluateAlarm(alarm, range('0 X X'), 'OK')).toBe('OK');
    expect(evaluateAlarm(alarm, range('X X X'), 'OK')).toBe('ALARM');
  });

  it('treats missing data as missing if TreatMissingData is absent', () => {
    expect(evaluateAlarm(alarm, range('- - - - -'), 'OK')).toBe('INSUFFICIENT_DATA');
  });

  it('ignores missing data on AWS/DynamoDB metrics, whatever TreatMissingData says', () => {
    const table: AlarmThreshold = { ...alarm, Namespace: 'AWS/DynamoDB', TreatMissingData: 'breaching' };
    expect(evaluateAlarm(table, range('- - - - -'), 'OK')).toBe('OK');
    expect(evaluateAlarm(table, range('- - - - -'), 'ALARM')).toBe('ALARM');
  });

  it('treats the older periods of a range shorter than the evaluation periods as missing', () => {
    expect(evaluateAlarm(alarm, [], 'OK')).toBe('INSUFFICIENT_DATA');
    expect(evaluateAlarm(alarm, [10], 'ALARM')).toBe(evaluateAlarm(alarm, range('- - - - X'), 'ALARM'));
  });

  it('takes null for an absent setting', () => {
    const settings = { DatapointsToAlarm: null, TreatMissingData: null, Namespace: null } as unknown as AlarmThreshold;
    expect(evaluateAlarm({ ...alarm, ...settings }, range('0 X X'), 'OK')).toBe('OK');
    expect(evaluateAlarm({ ...alarm, ...settings }, range('X X X'), 'OK')).toBe('ALARM');
    expect(evaluateAlarm({ ...alarm, ...settings }, range('- - -'), 'OK')).toBe('INSUFFICIENT_DATA');
  });

  it('treats an alarm without a previous state as a new one', () => {
    expect(evaluateAlarm({ ...alarm, TreatMissingData: 'ignore' }, range('- - -'))).toBe('INSUFFICIENT_DATA');
    expect(evaluateAlarm({ ...alarm, TreatMissingData: 'ignore' }, range('- - X'))).toBe('OK');
  });

  it('takes as many datapoints to alarm as it evaluates, and one', () => {
    expect(evaluateAlarm({ ...alarm, DatapointsToAlarm: 3 }, range('X X X'), 'OK')).toBe('ALARM');
    expect(evaluateAlarm({ ...alarm, DatapointsToAlarm: 1 }, range('0 0 X'), 'OK')).toBe('ALARM');
  });

  it('looks no further back than its evaluation periods if it has that many points', () => {
    expect(evaluateAlarm({ ...alarm, DatapointsToAlarm: 2 }, range('X X 0 0 X'), 'ALARM')).toBe('OK');
    expect(evaluateAlarm({ ...alarm, DatapointsToAlarm: 2 }, range('X X 0 - X'), 'OK')).toBe('ALARM');
  });

  it('does not modify its arguments', () => {
    const points = Object.freeze(range('0 X X - X'));
    expect(() => evaluateAlarm(Object.freeze({ ...alarm }), points, 'OK')).not.toThrow();
  });

  it.each([
    ['EvaluationPeriods', { ...alarm, EvaluationPeriods: 0 }],
    ['EvaluationPeriods', { ...alarm, EvaluationPeriods: 1.5 }],
    ['DatapointsToAlarm', { ...alarm, DatapointsToAlarm: 4 }],
    ['DatapointsToAlarm', { ...alarm, DatapointsToAlarm: 0 }],
    ['Threshold', { ...alarm, Threshold: Number.NaN }],
    ['ComparisonOperator', { ...alarm, ComparisonOperator: 'Above' }],
    ['TreatMissingData', { ...alarm, TreatMissingData: 'not-breaching' }],
  ])('refuses an invalid %s by name', (property, nonsense) => {
    expect(() => evaluateAlarm(nonsense as AlarmThreshold, range('- - X'), 'OK')).toThrow(property);
  });

  it('says what it could not evaluate, which property is wrong, and why', () => {
    const evaluate = () => evaluateAlarm({ ...alarm, DatapointsToAlarm: 4 }, range('- - X'), 'OK');
    expect(evaluate).toThrow(
      /^evaluateAlarm: alarm cannot be evaluated\n.*must not exceed EvaluationPeriods\n.*at DatapointsToAlarm$/u,
    );
    expect(evaluate).toThrow(expect.objectContaining({ name: 'AlarmEvaluationError' }));
    expect(() => evaluateAlarm(alarm, [1, Number.NaN], 'OK')).toThrow(/^evaluateAlarm: points cannot be evaluated\n/u);
    expect(() => evaluateAlarm(alarm, [1], 'FINE' as never)).toThrow(/^evaluateAlarm: previous cannot be evaluated\n/u);
  });

  it('refuses invalid points and states', () => {
    expect(() => evaluateAlarm(alarm, [1, Number.NaN], 'OK')).toThrow(AlarmEvaluationError);
    expect(() => evaluateAlarm(alarm, [1, Number.NaN], 'OK')).toThrow('points');
    expect(() => evaluateAlarm(alarm, ['1'] as never, 'OK')).toThrow('points');
    expect(() => evaluateAlarm(alarm, [1], 'FINE' as never)).toThrow('previous');
  });
});
