import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { zipSync } from 'fflate';
import { identityOf, packageOf, unpack } from '../../../../local/lambda/code-package.ts';

const folder = () => mkdtemp(join(tmpdir(), 'evenkeel-package-'));

describe("a function's package", () => {
  it('unpacks to the same files, with the same identity', async () => {
    const source = await folder();
    await writeFile(join(source, 'index.mjs'), 'export const handler = () => 1;');
    const copy = await unpack(packageOf(source), await folder());
    await expect(readFile(join(copy, 'index.mjs'), 'utf8')).resolves.toBe('export const handler = () => 1;');
    expect(identityOf(copy)).toEqual(identityOf(source));
  });

  it.each([
    ['no zip file', new TextEncoder().encode('not a zip')],
    ['a file outside its folder', zipSync({ '../outside.mjs': new Uint8Array([1]) })],
  ])('is refused if it is or contains %s', async (_what, zip) => {
    await expect(unpack(zip, await folder())).rejects.toMatchObject({ code: 'InvalidParameterValueException' });
  });
});
