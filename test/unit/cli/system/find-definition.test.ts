import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { definitionHere, definitionOf } from '../../../../cli/system/find-definition.ts';
import { shippedDefinition } from '../../../../cli/system/shipped.ts';

describe('the definition of a system', () => {
  let folder: string;
  const experiment = async (text: string) => {
    const file = join(folder, 'shop', 'experiments', 'one.yaml');
    await writeFile(file, text);
    return file;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-find-'));
    await mkdir(join(folder, 'shop', 'experiments'), { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is the one that is given', async () => {
    const file = await experiment('system: ../named.ts');
    expect(await definitionOf(file, '/given.ts')).toBe('/given.ts');
    expect(await definitionOf(file, 'none')).toBeUndefined();
    expect(await definitionHere('/given.ts', folder)).toBe('/given.ts');
  });

  it('or the one that the experiment names, relative to it', async () => {
    expect(await definitionOf(await experiment('system: ../named.ts'), undefined)).toBe(
      join(folder, 'shop', 'named.ts'),
    );
    expect(await definitionOf(await experiment('system: none'), undefined)).toBeUndefined();
  });

  it.each(['evenkeel.system.ts', 'evenkeel.system.js'])('or the nearest %s in its folder or above', async (name) => {
    await writeFile(join(folder, name), '');
    const nearer = join(folder, 'shop', name);
    expect(await definitionOf(await experiment('name: one'), undefined)).toBe(join(folder, name));
    await writeFile(nearer, '');
    expect(await definitionOf(await experiment('name: one'), undefined)).toBe(nearer);
    expect(await definitionHere(undefined, join(folder, 'shop'))).toBe(nearer);
  });

  it('or the one that ships with evenkeel, also if the experiment cannot be read', async () => {
    const shipped = await shippedDefinition();
    expect(await definitionOf(await experiment('name: ['), undefined)).toBe(shipped);
    expect(await definitionHere(undefined, folder)).toBe(shipped);
  });
});
