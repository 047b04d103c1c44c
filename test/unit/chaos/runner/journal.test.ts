import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Journal } from '../../../../chaos/schemas/index.ts';
import { markKilled } from '../../../../chaos/runner/journal.ts';
import { journal } from '../sound-run.ts';

const directoryOf = async (left: object | string) => {
  const directory = await mkdtemp(join(tmpdir(), 'evenkeel-killed-'));
  await writeFile(join(directory, 'journal.json'), typeof left === 'string' ? left : JSON.stringify(left));
  return directory;
};
const read = async (directory: string) => JSON.parse(await readFile(join(directory, 'journal.json'), 'utf8')) as object;

describe('the journal of a killed run', () => {
  it('changes from running to interrupted, and says why', async () => {
    const directory = await directoryOf({ ...journal, status: 'running', endedAt: null });
    expect(await markKilled(directory)).toBe(true);
    expect(Journal.parse(await read(directory))).toMatchObject({
      status: 'interrupted',
      verdict: null,
      reasons: [expect.stringMatching(/killed/)],
    });
  });

  it('is left unchanged where the run has ended', async () => {
    const directory = await directoryOf(journal);
    expect(await markKilled(directory)).toBe(false);
    expect(await read(directory)).toEqual(JSON.parse(JSON.stringify(journal)));
  });

  it('is left unchanged where it cannot be read or does not exist', async () => {
    expect(await markKilled(await directoryOf('{"version": 1, '))).toBe(false);
    expect(await markKilled(join(tmpdir(), 'evenkeel-no-such-run'))).toBe(false);
  });
});
