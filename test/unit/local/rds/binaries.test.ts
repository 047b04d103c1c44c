import { chmod, chown, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { copyForOthers } from '../../../../local/rds/engine/binaries.ts';

describe('the copy of PostgreSQL for another user', () => {
  let folder: string;
  let original: string;
  let shared: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-binaries-'));
    [original, shared] = [join(folder, 'original'), join(folder, 'shared')];
    await mkdir(original);
    await mkdir(shared);
    await writeFile(join(original, 'package.json'), '{"version":"18.4.0"}');
    await writeFile(join(original, 'initdb'), 'ours');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const initdb = (copy: string) => readFile(join(copy, 'initdb'), 'utf8');

  it('is made once', async () => {
    const copy = await copyForOthers(original, shared);
    expect(copy).toBe(join(shared, 'evenkeel-postgresql-18.4.0'));
    expect(await initdb(copy)).toBe('ours');
    await writeFile(join(original, 'initdb'), 'changed');
    expect(await initdb(await copyForOthers(original, shared))).toBe('ours');
  });

  it('is never one that every user can write', async () => {
    const planted = join(shared, 'evenkeel-postgresql-18.4.0');
    await mkdir(planted);
    await writeFile(join(planted, 'initdb'), 'planted');
    await chmod(planted, 0o777);
    const copy = await copyForOthers(original, shared);
    expect(copy).not.toBe(planted);
    expect(await initdb(copy)).toBe('ours');
  });

  it('is never behind a link', async () => {
    const planted = join(folder, 'planted');
    await mkdir(planted);
    await writeFile(join(planted, 'initdb'), 'planted');
    await symlink(planted, join(shared, 'evenkeel-postgresql-18.4.0'));
    expect(await initdb(await copyForOthers(original, shared))).toBe('ours');
  });

  // Only root can give a folder to another user, and only root makes such a copy.
  (process.getuid?.() === 0 ? it : it.skip)('is never one of another user', async () => {
    const planted = join(shared, 'evenkeel-postgresql-18.4.0');
    await mkdir(planted);
    await writeFile(join(planted, 'initdb'), 'planted');
    await chown(planted, 65_534, 65_534);
    expect(await initdb(await copyForOthers(original, shared))).toBe('ours');
  });
});
