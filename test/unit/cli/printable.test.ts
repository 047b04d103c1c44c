import { describe, expect, it } from '@jest/globals';
import { printable } from '../../../cli/printable.ts';

describe('text from outside, on a terminal', () => {
  it.each([
    ['a colour that looks like a verdict', '\x1b[32mPASS\x1b[0m', '\\u001b[32mPASS\\u001b[0m'],
    ['a cursor that moves up to write over a line', 'a\x1b[1Ab', 'a\\u001b[1Ab'],
    ['a carriage return', 'FAIL\rPASS', 'FAIL\\u000dPASS'],
    ['a title', '\x1b]0;x\x07', '\\u001b]0;x\\u0007'],
    ['an 8-bit escape', '\x9b31m', '\\u009b31m'],
    ['a backspace', 'x\b', 'x\\u0008'],
    ['text that runs backwards', '\u202ecod.exe', '\\u202ecod.exe'],
  ])('shows %s as what it is', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('keeps lines, tabs and every letter', () => {
    const text = 'key\tÜnï 漢字 🙂\nnext';
    expect(printable(text)).toBe(text);
  });
});
