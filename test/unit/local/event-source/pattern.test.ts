import { describe, expect, it } from '@jest/globals';
import { compilePatterns } from '../../../../local/event-source/pattern.ts';

const passes = (pattern: object, value: object): boolean => compilePatterns([JSON.stringify(pattern)])(value);

describe('filter patterns', () => {
  it.each<[string, object, object, boolean]>([
    ['exact text', { eventName: ['INSERT'] }, { eventName: 'INSERT' }, true],
    ['another text', { eventName: ['INSERT'] }, { eventName: 'MODIFY' }, false],
    ['one of several', { eventName: ['INSERT', 'MODIFY'] }, { eventName: 'MODIFY' }, true],
    ['a nested field', { a: { b: { S: ['x'] } } }, { a: { b: { S: 'x' } } }, true],
    ['a missing nested field', { a: { b: { S: ['x'] } } }, { a: {} }, false],
    ['every field named', { a: [1], b: [2] }, { a: 1, b: 3 }, false],
    ['any element of a list', { tags: ['red'] }, { tags: ['blue', 'red'] }, true],
    ['null', { a: [null] }, { a: null }, true],
    ['null is not missing', { a: [null] }, {}, false],
    ['a number is not its text', { a: [1] }, { a: '1' }, false],
    ['prefix', { a: [{ prefix: 'PEN' }] }, { a: 'PENDING' }, true],
    ['suffix', { a: [{ suffix: 'ING' }] }, { a: 'PENDING' }, true],
    ['ignoring case', { a: [{ 'equals-ignore-case': 'Pending' }] }, { a: 'PENDING' }, true],
    ['anything but', { a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'z' }, true],
    ['anything but, excluded', { a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'y' }, false],
    ['anything but needs a value', { a: [{ 'anything-but': 'x' }] }, {}, false],
    ['anything but a prefix', { a: [{ 'anything-but': { prefix: 'x' } }] }, { a: 'xy' }, false],
    ['exists', { a: [{ exists: true }] }, { a: 0 }, true],
    ['exists applies to leaves', { a: [{ exists: true }] }, { a: { b: 1 } }, false],
    ['does not exist', { a: { b: [{ exists: false }] } }, { a: {} }, true],
    ['does not exist, but does', { a: [{ exists: false }] }, { a: 1 }, false],
    ['numeric range, inside', { a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: 5 }, true],
    ['numeric range, outside', { a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: 0 }, false],
    ['numeric does not match text', { a: [{ numeric: ['>', 0] }] }, { a: '5' }, false],
  ])('%s', (_title, pattern, value, expected) => {
    expect(passes(pattern, value)).toBe(expected);
  });

  it('accept what any of them matches', () => {
    const filter = compilePatterns(['{"a":[1]}', '{"b":[2]}']);
    expect([{ a: 1 }, { b: 2 }, { a: 2 }].map(filter)).toEqual([true, true, false]);
  });

  it('accept everything if there are none', () => {
    expect(compilePatterns([])({})).toBe(true);
  });

  it.each(['{"a":"text"}', '{"a":[{"wildcard":"*"}]}', '{"a":[{"numeric":[">"]}]}', '{"a":[]}', 'no json'])(
    'are rejected if they are not supported: %s',
    (text) => {
      expect(() => compilePatterns([text])).toThrow();
    },
  );
});
