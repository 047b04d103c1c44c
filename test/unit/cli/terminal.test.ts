import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createTerminal } from '../../../cli/terminal.ts';

describe('the JSON of a command', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('escapes every character that a terminal acts on, and keeps the value', () => {
    let written = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      written += String(chunk);
      return true;
    });
    const value = { key: 'a\x1b[2J\x9b31m\x85\u202eb', '\x9d': ['\x7f'], lines: 'one\ntwo\t' };
    createTerminal({ json: true, quiet: true, color: false }).json(value);
    expect(written).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
    expect(JSON.parse(written)).toEqual(value);
  });
});
