import { describe, expect, it } from '@jest/globals';
import type { AlarmState } from '../../../../local/cloudwatch/alarm.ts';
import { parseAlarmRule } from '../../../../local/cloudwatch/alarm-rule.ts';

const states: Record<string, AlarmState> = {
  up: 'OK',
  down: 'ALARM',
  new: 'INSUFFICIENT_DATA',
  'a b': 'ALARM',
  'not-down': 'ALARM',
};
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

  it.each([
    ["ALARM('down') AND OK('up')", true],
    ['ALARM("a b") AND NOT ALARM(\'up\')', true],
    ['  ALARM ( down )  ', true],
    ['ALARM(down)   ', true],
    ['NOT NOT ALARM(down)', true],
    ['NOT ALARM(up) AND ALARM(down)', true],
    ['FALSE OR ALARM(down)', true],
    ['FALSE', false],
    ['OK(up) AND OK(down)', false],
    ['INSUFFICIENT_DATA(up) OR OK(down)', false],
    ['ALARM(arn:aws-cn:cloudwatch:cn-north-1:1:alarm:down)', true],
    ['ALARM("arn:aws:cloudwatch:us-east-1:000000000000:alarm:a b")', true],
    ['ALARM(not-arn:aws:cloudwatch:us-east-1:1:alarm:down)', false],
  ])('%s is %j', (rule, expected) => {
    expect(holds(rule)).toBe(expected);
  });

  it.each([
    ['', 'ends where more is expected'],
    ['ALARM', 'ends where ( is expected'],
    ['ALARM(a', 'ends where ) is expected'],
    ['ALARM(', 'ends where more is expected'],
    ['ALARM a', 'has a where ( is expected'],
    ['ALARM(a) OK(b)', 'has OK where its end is expected'],
    ['(ALARM(a)', 'ends where ) is expected'],
    ['WORSE(a)', 'has WORSE where a state such as ALARM is expected'],
    ['ALARM(a) AND )', 'has ) where a state such as ALARM is expected'],
    ['ALARM("a)', 'cannot be parsed from character 7'],
  ])('says of %j that it %s', (rule, reason) => {
    expect(() => parseAlarmRule(rule)).toThrow(`AlarmRule ${JSON.stringify(rule)} ${reason}.`);
    expect(() => parseAlarmRule(rule)).toThrow(expect.objectContaining({ code: 'ValidationError' }));
  });

  it.each([[''], ['ALARM'], ['ALARM(a'], ['ALARM(a) OK(b)'], ['WORSE(a)'], ['ALARM(a) AND'], ['NOT'], ['ALARM("a)']])(
    'refuses %j and quotes it',
    (rule) => {
      expect(() => parseAlarmRule(rule)).toThrow(JSON.stringify(rule));
    },
  );
});
