import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { messageOf, refusedPath, wayOutOf } from '../../../cli/trouble.ts';
import { demandWritableCache } from '../../../cli/system/writable-cache.ts';

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

  it('names the server that does not answer', () => {
    const refused = Object.assign(failing('ECONNREFUSED'), { address: '127.0.0.1', port: 4571 });
    const fetching = new Error('fetch failed', { cause: refused });
    expect(wayOutOf(fetching)).toMatch(/^no server answers at 127\.0\.0\.1:4571: .*evenkeel up/);
    const errors = [Object.assign(failing('ECONNREFUSED'), { address: '::1', port: 5 })];
    expect(wayOutOf(Object.assign(failing('ECONNREFUSED'), { errors }))).toContain('no server answers at ::1:5');
  });

  it('is not seen in other errors', () => {
    expect(wayOutOf(failing('ECONNREFUSED'))).toBeUndefined();
    expect(wayOutOf('ENOSPC')).toBeUndefined();
  });
});

describe('a path that was refused', () => {
  const refused = (code: string) => Object.assign(failing(code), { path: '/reports/run' });

  it.each([
    ['EACCES', 'permission denied'],
    ['EROFS', 'its folder is read-only'],
    ['EISDIR', 'it is a folder'],
    ['EBUSY', 'it is in use'],
  ])('for %s is named, with the reason', (code, why) => {
    const says = `/reports/run cannot be used: ${why}; choose another place, or change its permissions`;
    expect(refusedPath(refused(code))).toBe(says);
    expect(refusedPath(new Error('no report', { cause: refused(code) }))).toBe(says);
  });

  it('is not seen in other errors, nor without a path', () => {
    expect(refusedPath(refused('ENOSPC'))).toBeUndefined();
    expect(refusedPath(failing('EACCES'))).toBeUndefined();
    expect(refusedPath('EACCES')).toBeUndefined();
  });
});

describe('the message of an error', () => {
  it('says what was not reached, if `fetch` only says that it failed', () => {
    const cause = new Error('connect ECONNREFUSED 127.0.0.1:9');
    expect(messageOf(new TypeError('fetch failed', { cause }))).toBe('fetch failed: connect ECONNREFUSED 127.0.0.1:9');
  });

  it('names every address of a host that has several', () => {
    const each = ['connect ECONNREFUSED ::1:9', 'connect ECONNREFUSED 127.0.0.1:9'].map((text) => new Error(text));
    const cause = new AggregateError(each);
    expect(messageOf(cause)).toBe('connect ECONNREFUSED ::1:9; connect ECONNREFUSED 127.0.0.1:9');
    expect(messageOf(new TypeError('fetch failed', { cause }))).toContain('127.0.0.1:9');
  });

  it('is otherwise its own', () => {
    expect(messageOf(new Error('no', { cause: new Error('because') }))).toBe('no');
    expect(messageOf('text')).toBe('text');
  });
});

describe('the cache folder', () => {
  it('is refused if nothing can be written there, with the way out', async () => {
    // A folder below a file cannot be created, even by root.
    await expect(demandWritableCache(join(fileURLToPath(import.meta.url), 'cache'))).rejects.toThrow(
      /cannot be written to .* Set EVENKEEL_CACHE/,
    );
  });

  it('is created, and left empty', async () => {
    const folder = join(await mkdtemp(join(tmpdir(), 'evenkeel-cache-')), 'new');
    await demandWritableCache(folder);
    expect(await readdir(folder)).toEqual([]);
  });
});
