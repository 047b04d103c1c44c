import { describe, expect, it } from '@jest/globals';
import { matchingLine } from '../../../../chaos/drill/matching-line.ts';
import { lineOf, parseFilterPattern } from '../../../../local/logs/pattern/index.ts';

describe('a line made for a pattern', () => {
  it.each([
    '{ $.level = "ERROR" }',
    '{ ($.event = "step.failed") && ($.step = "hold") }',
    '{ $.status >= 500 || $.error EXISTS }',
    '{ $.latency > 100 && $.latency != 7 }',
    '{ $.latency < 100 }',
    '{ $.code != 200 }',
    '{ $.user.name = "*" }',
    '{ $.path = "/orders/*" }',
    '{ $.ok IS FALSE }',
    '{ $.error IS NULL && $.reason NOT EXISTS }',
    '{ $[\'detail-type\'] = "fault" }',
    'ERROR',
    '"Task timed out" -debug',
    '?WARN ?ERROR',
    '',
  ])('of %s matches it', (pattern) => {
    const line = matchingLine(pattern);
    expect(parseFilterPattern(pattern)(lineOf(line ?? ''))).toBe(true);
  });

  it.each(['[ip, user, status = 4*]', '{ $.path = %^/orders% }', '{ $.a', '{ $.a = 1 && $.a = 2 }', '%ERROR%'])(
    'cannot be made of %s',
    (pattern) => {
      expect(matchingLine(pattern)).toBeUndefined();
    },
  );

  it('has the fields that give the metric its dimensions', () => {
    const line = matchingLine('{ $.level = "ERROR" }', [{ selector: '$.fn.name', value: 'pay' }]);
    expect(JSON.parse(line ?? '')).toEqual({ message: 'evenkeel drill', level: 'ERROR', fn: { name: 'pay' } });
  });

  it('has no correlation id, so that nobody takes it for a failure of a saga', () => {
    expect(matchingLine('{ $.level = "ERROR" }')).toBe('{"message":"evenkeel drill","level":"ERROR"}');
  });
});
