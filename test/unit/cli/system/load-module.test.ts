import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { digestOf } from '../../../../cli/system/load-module.ts';
import { evenkeel } from '../../../e2e/evenkeel.ts';

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

describe('a definition that throws while it is imported', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-throws-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it.each([
    ['by itself', 'const a: number = 1;\n\nthrow new Error(`boom ${a}`);\n', 'evenkeel.system.ts:3'],
    ['in a module that it imports', "import { b } from './b.ts';\nexport default b;\n", 'b.ts:2'],
  ])('is reported with the file and the line: %s', async (_what, text, place) => {
    const file = join(folder, 'evenkeel.system.ts');
    await writeFile(file, text);
    await writeFile(
      join(folder, 'b.ts'),
      "type B = string;\nexport const b = ((): B => { throw new Error('boom 1'); })();\n",
    );
    const { exitCode, stderr } = await evenkeel(['chaos', 'list', '--definition', file]).ended;
    expect({ exitCode, stderr: stderr.trim() }).toEqual({
      exitCode: 2,
      stderr: `error ${join(folder, place)}: boom 1`,
    });
  });
});
