import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { digestOf } from '../../../../cli/system/load-module.ts';

const SYSTEM = `import { limit } from './limit.ts';
export default { name: 'shop', limit, at: import.meta.url };
`;

describe('the digest of a definition', () => {
  let folder: string;
  const written = async (name: string, files: Readonly<Record<string, string>>) => {
    await mkdir(join(folder, name));
    for (const [file, text] of Object.entries(files)) await writeFile(join(folder, name, file), text);
    const [first = ''] = Object.keys(files);
    return digestOf(join(folder, name, first));
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-digest-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is the same in another folder, with other comments, and where it is compiled', async () => {
    const here = await written('here', { 'a.system.ts': SYSTEM, 'limit.ts': 'export const limit: number = 1;' });
    const commented = `/** The shop. */\n${SYSTEM.replace('{ name', '{\n  name')}`;
    expect(await written('there', { 'a.system.ts': commented, 'limit.ts': 'export const limit = 1; // one' })).toBe(
      here,
    );
    const compiled = SYSTEM.replace('limit.ts', 'limit.js');
    expect(await written('compiled', { 'a.system.js': compiled, 'limit.js': 'export const limit = 1;' })).toBe(here);
    expect(here).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is another where a module that it imports is another', async () => {
    const one = await written('one', { 'a.system.ts': SYSTEM, 'limit.ts': 'export const limit = 1;' });
    expect(await written('two', { 'a.system.ts': SYSTEM, 'limit.ts': 'export const limit = 2;' })).not.toBe(one);
  });
});
