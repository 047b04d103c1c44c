import { describe, expect, it } from '@jest/globals';
import { lineOf, parseFilterPattern } from '../../../../local/logs/pattern/index.ts';

const matches = (pattern: string, line: unknown) =>
  parseFilterPattern(pattern)(lineOf(typeof line === 'string' ? line : JSON.stringify(line)));

describe('term patterns', () => {
  it.each([
    ['', 'anything', true],
    ['ERROR', 'an ERROR here', true],
    ['ERROR', 'an error here', false],
    ['ERROR timeout', 'timeout, then ERROR', true],
    ['ERROR timeout', 'ERROR alone', false],
    ['"out of stock"', 'sku a is out of stock', true],
    ['"out of stock"', 'out of all stock', false],
    ['?ERROR ?WARN', 'a WARN', true],
    ['?ERROR ?WARN', 'an INFO', false],
    ['ERROR -expected', 'ERROR, expected', false],
    ['ERROR -expected', 'ERROR', true],
    ['-DEBUG', 'INFO', true],
    ['"say \\"hi\\""', 'they say "hi"', true],
    ['%c-[0-9]+%', 'id c-17', true],
    ['%c-[0-9]+%', 'id c-x', false],
  ])('%s on %s: %s', (pattern, line, expected) => {
    expect(matches(pattern, line)).toBe(expected);
  });
});

describe('JSON patterns', () => {
  const line = { level: 'ERROR', latency: 120, order: { lines: [{ sku: 'a' }] }, ok: false, none: null, 'a-b': 1 };
  it.each([
    ['{ $.level = "ERROR" }', true],
    ['{ $.level = ERROR }', true],
    ['{ $.level = "ERR*" }', true],
    ['{ $.level = "INFO" }', false],
    ['{ $.level != "INFO" }', true],
    ['{ $.level = * }', true],
    ['{ $.order = * }', true],
    ['{ $.absent = * }', false],
    ['{ $.absent != "x" }', false],
    ['{ $.latency > 100 }', true],
    ['{ $.latency >= 120 && $.latency <= 120 }', true],
    ['{ $.latency < 1.2e2 }', false],
    ['{ $.latency = 120 }', true],
    ['{ $.latency != 120 }', false],
    ['{ $.level > 3 }', false],
    ['{ $.order.lines[0].sku = "a" }', true],
    ['{ $.order.lines[1].sku = "a" }', false],
    ["{ $['a-b'] = 1 }", true],
    ['{ $.ok IS FALSE }', true],
    ['{ $.ok IS TRUE }', false],
    ['{ $.none IS NULL }', true],
    ['{ $.absent IS NULL }', false],
    ['{ $.absent NOT EXISTS }', true],
    ['{ $.level NOT EXISTS }', false],
    ['{ $.level = %^ERR% }', true],
    ['{ ($.level = "INFO") || ($.ok IS FALSE && $.latency = 120) }', true],
    ['{ $.level = "INFO" || $.level = "ERROR" && $.latency = 0 }', false],
    ['{$.level="ERROR"&&$.correlationId=*}', false],
  ])('%s: %s', (pattern, expected) => {
    expect(matches(pattern, line)).toBe(expected);
  });

  it('match values whichever way the line escapes them', () => {
    expect(matches('{ $.level = "ERROR" }', '{"level":"\\u0045RROR"}')).toBe(true);
    expect(matches('{ $.path = "a/b" }', '{"path":"a\\/b"}')).toBe(true);
    expect(matches('{ $.text = "say \\"hi\\"" }', { text: 'say "hi"' })).toBe(true);
  });

  it('do not match lines that are not JSON', () => {
    expect(matches('{ $.level NOT EXISTS }', 'plain text')).toBe(false);
    expect(matches('{ $.level NOT EXISTS }', '{ broken')).toBe(false);
  });
});

describe('invalid patterns', () => {
  it.each([
    ['{ $.level = }'],
    ['{ level = 1 }'],
    ['{ $.level ~ 1 }'],
    ['{ $.level < "text" }'],
    ['{ ($.level = 1 }'],
    ['{ $.level = 1 $.x = 2 }'],
    ['{ $.level IS 4 }'],
    ['%[%'],
    ['"open'],
    ['[ip, user]'],
  ])('%s is refused with a message that quotes it', (pattern) => {
    expect(() => parseFilterPattern(pattern)).toThrow(JSON.stringify(pattern).slice(1, -1));
  });
});
