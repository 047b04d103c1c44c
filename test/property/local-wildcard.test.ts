import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { linearRegex, wildcard } from '../../local/core/index.ts';

const regexSource = (pattern: string, one: boolean) =>
  Array.from(pattern, (char) => (char === '*' ? '.*' : one && char === '?' ? '.' : `[${char}]`)).join('');

describe('wildcards', () => {
  const letters = fc.constantFrom('a', 'b', '.');
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 8 });
  const text = fc.string({ unit: letters, maxLength: 10 });

  it.each([true, false])('match what the equivalent regular expression matches (? matches one: %s)', (one) => {
    fc.assert(
      fc.property(pattern, text, (source, given) => {
        const oracle = new RegExp(`^${regexSource(source, one)}$`, 'su');
        expect(wildcard(source, one ? { one: '?' } : {})(given)).toBe(oracle.test(given));
      }),
    );
  });

  it('take no more steps than pattern length x text length', () => {
    const text = 'a'.repeat(5_000);
    expect(wildcard(`${'*a'.repeat(500)}*b`)(text)).toBe(false);
  });
});

describe('regular expressions', () => {
  it.each(['(a+)+$', '(a*)*b', '([a-z]+)*!', '^(([a-z])+.)+[A-Z]([a-z])+$'])('never backtrack: %s', (source) => {
    expect(linearRegex(source)?.(`${'a'.repeat(20_000)}1`)).toBe(false);
  });

  it.each(['(?=a)', '(a)\\1', '(?<!a)b', '('])(
    'are refused if they need backtracking or are not valid: %s',
    (source) => {
      expect(linearRegex(source)).toBeUndefined();
    },
  );
});
