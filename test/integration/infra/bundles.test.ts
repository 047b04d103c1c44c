import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bundleFunctions } from '../../../infra/bundle.ts';
import { functionNames, functions } from '../../../infra/catalogue/functions.ts';

const KB = 1000;

describe('bundled functions', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'evenkeel-bundles-'));
    await bundleFunctions(join(directory, 'first'));
  }, 60_000);
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('exist for every function of the catalogue', async () => {
    expect(await readdir(join(directory, 'first'))).toEqual(expect.arrayContaining([...functionNames]));
  });

  it('are below 520 KB for functions of one store, below 860 KB for the reconciler, and below 600 KB for the others', async () => {
    const sizes = await sizesIn(join(directory, 'first'));
    const limitOf = (name: string) => (name === 'reconciler-run' ? 860 : usesOneStore(name) ? 520 : 600);
    const heavy = [...sizes].filter(([name, size]) => size > limitOf(name) * KB);
    expect(heavy).toEqual([]);
  });

  it('depend on the sources alone', async () => {
    await bundleFunctions(join(directory, 'second'));
    expect(await hashesIn(join(directory, 'second'))).toEqual(await hashesIn(join(directory, 'first')));
  }, 60_000);
});

/** Whether a function uses DynamoDB alone; functions outside the catalogue have to meet the stricter limit too. */
function usesOneStore(name: string): boolean {
  const known = functionNames.find((candidate) => candidate === name);
  return known === undefined ? name !== 'reconciler-run' : functions[known].database !== true;
}

async function sizesIn(directory: string): Promise<Map<string, number>> {
  const names = await readdir(directory);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(directory, name, 'index.mjs'))).size));
  return new Map(names.map((name, index) => [name, sizes[index]!]));
}

async function hashesIn(directory: string): Promise<Map<string, string>> {
  const names = await readdir(directory);
  const hashes = await Promise.all(
    names.map(async (name) =>
      createHash('sha256')
        .update(await readFile(join(directory, name, 'index.mjs')))
        .digest('hex'),
    ),
  );
  return new Map(names.map((name, index) => [name, hashes[index]!]));
}
