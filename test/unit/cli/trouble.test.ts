import { describe, expect, it } from '@jest/globals';
import { wayOutOf } from '../../../cli/trouble.ts';

const failing = (code: string) => Object.assign(new Error(`${code}: it failed`), { code });

describe('trouble with the machine', () => {
  it.each([
    ['ENOSPC', 'the disk is full'],
    ['EMFILE', 'ulimit -n'],
    ['EROFS', 'EVENKEEL_CACHE'],
    ['EFBIG', 'ulimit -f'],
  ])('%s has a way out', (code, text) => {
    expect(wayOutOf(failing(code))).toContain(text);
  });

  it('is recognised below other errors, and in their messages', () => {
    expect(wayOutOf(new Error('no', { cause: new Error('still no', { cause: failing('ENOSPC') }) }))).toContain('disk');
    expect(wayOutOf(new Error('PostgreSQL did not start: EMFILE: too many open files'))).toContain('ulimit');
  });

  it('is not seen in other errors', () => {
    expect(wayOutOf(failing('ECONNREFUSED'))).toBeUndefined();
    expect(wayOutOf('ENOSPC')).toBeUndefined();
  });
});
