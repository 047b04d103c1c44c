import { describe, expect, it } from '@jest/globals';
import type { AlarmState } from '../../../../local/cloudwatch/alarm.ts';
import { parseAlarmRule } from '../../../../local/cloudwatch/alarm-rule.ts';

const states: Record<string, AlarmState> = { up: 'OK', down: 'ALARM', new: 'INSUFFICIENT_DATA', 'a b': 'ALARM' };
const holds = (rule: string) => parseAlarmRule(rule).holds((name) => states[name]);

describe('the rule of a composite alarm', () => {
  it.each([
    ['ALARM(down)', true],
    ['ALARM("down")', true],
    ["ALARM('a b')", true],
    ['ALARM(up)', false],
    ['OK(up) AND ALARM(down)', true],
    ['OK(down) OR INSUFFICIENT_DATA(new)', true],
    ['NOT ALARM(down)', false],
    ['NOT (ALARM(up) OR ALARM(new))', true],
    ['ALARM(down) OR ALARM(up) AND FALSE', true],
    ['(ALARM(down) OR ALARM(up)) AND FALSE', false],
    ['TRUE', true],
    ['ALARM(arn:aws:cloudwatch:us-east-1:000000000000:alarm:down)', true],
    ['ALARM(unknown)', false],
  ])('%s: %s', (rule, expected) => {
    expect(holds(rule)).toBe(expected);
  });

  it('lists each alarm that it refers to once', () => {
    expect(parseAlarmRule('ALARM(a) AND (OK(b) OR ALARM(a))').alarms).toEqual(['a', 'b']);
  });

  it.each([[''], ['ALARM'], ['ALARM(a'], ['ALARM(a) OK(b)'], ['WORSE(a)'], ['ALARM(a) AND'], ['NOT'], ['ALARM("a)']])(
    'refuses %j and quotes it',
    (rule) => {
      expect(() => parseAlarmRule(rule)).toThrow(JSON.stringify(rule));
    },
  );
});
